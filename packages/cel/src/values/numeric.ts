import { CelDouble } from "./double.js";
import { CelUint } from "./uint.js";

/** The number in an int, uint or double; else undefined. */
export function numericValue(value: unknown): number | bigint | undefined {
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (value instanceof CelDouble || value instanceof CelUint) return value.value;
  return undefined;
}

/**
 * -1, 0 or 1 for x < y, x = y, x > y; 2 beside a NaN.
 *
 * Where one side may be a double, a large integer is compared as the nearest double, as the conformance tests ask.
 */
export function compareNumbers(x: number | bigint, y: number | bigint): number {
  const a = typeof x === typeof y ? x : Number(x);
  const b = typeof x === typeof y ? y : Number(y);
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : UNORDERED;
}

/** Answer for values that have no order, such as NaN and 1. */
export const UNORDERED = 2;
