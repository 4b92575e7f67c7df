/** All engines must find the same detectors for the same events. */
import type { Competitor, Found } from "../engines/index.js";
import { BenchmarkError } from "../benchmark-error.js";
import { describeDetector, parseEvents, type Scenario } from "./scenario.js";

/** Events that are compared for certain, however slow an engine is. */
const AT_LEAST = 3;

export interface Verified {
  /** Events on which an engine agreed with the closures. */
  readonly events: number;
}

/**
 * Runs an engine over the beginning of the events until the time is up, and compares what it found.
 *
 * @param expected what the closures found for each event
 * @throws BenchmarkError that shows the first difference
 */
export async function verify(
  name: string,
  competitor: Competitor,
  scenario: Scenario,
  expected: readonly Found[],
  boxMs: number,
): Promise<Verified> {
  competitor.reset();
  const started = performance.now();
  let events = 0;
  while (events < expected.length && (events < AT_LEAST || performance.now() - started < boxMs)) {
    // Slow engines go event by event until their time is up.
    const size = events < 64 ? 1 : 64;
    const lines = scenario.lines.slice(events, Math.min(expected.length, events + size));
    const found = await competitor.run(parseEvents(lines));
    for (let i = 0; i < lines.length; i++)
      compare(name, scenario, events + i, expected[events + i] as Found, found[i] as Found);
    events += lines.length;
  }
  competitor.reset();
  return { events };
}

function compare(name: string, scenario: Scenario, event: number, expected: Found, found: Found): void {
  const extra = found.find((position) => !expected.includes(position));
  const missing = expected.find((position) => !found.includes(position));
  const position = extra ?? missing;
  if (position === undefined && expected.length === found.length) return;
  const detector = position === undefined ? [] : (scenario.detectors[position] ?? []);
  throw new BenchmarkError(
    `${name} and the closures disagree on event ${event}: ${name} found [${found.join(", ")}], the closures ` +
      `[${expected.join(", ")}].\nDetector ${position}: ${describeDetector(detector)}\nEvent: ${scenario.lines[event]}`,
  );
}
