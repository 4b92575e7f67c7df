import { safeLine } from "./safe-text.js";

const VALUE_LENGTH = 100;

/** A value of a condition for a person: JSON on one line, durations also in words. */
export function valueText(value: unknown): string {
  if (typeof value === "string" && /^\d+s$/.test(value)) return `${value}${inWords(Number(value.slice(0, -1)))}`;
  const text = safeLine(JSON.stringify(value) ?? "null");
  return text.length > VALUE_LENGTH ? `${text.slice(0, VALUE_LENGTH)}…` : text;
}

/** A duration in the unit that people would use. */
function inWords(seconds: number): string {
  const [size, unit] = UNITS.find(([length]) => seconds >= 2 * length) ?? [1, ""];
  return unit === "" ? "" : ` (${Math.round(seconds / size).toLocaleString("en")} ${unit})`;
}

const UNITS = [
  [86_400, "days"],
  [3_600, "hours"],
  [60, "minutes"],
] as const;
