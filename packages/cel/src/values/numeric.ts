import { CelDouble } from "./double.js";
import { CelUint } from "./uint.js";

/** The mathematical value of an int, uint or double, which JavaScript compares exactly across kinds; else undefined. */
export function numericValue(value: unknown): number | bigint | undefined {
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (value instanceof CelDouble || value instanceof CelUint) return value.value;
  return undefined;
}
