import { READINGS } from "./counters.js";

const LENGTHS = new Map(READINGS.map(({ window, windowMs }) => [window, windowMs]));

/** Milliseconds of a window that the readings of the benchmark use. */
export function parseWindow(window: string): number {
  const length = LENGTHS.get(window);
  if (length === undefined) throw new RangeError(`No reading of the benchmark has the window "${window}"`);
  return length;
}
