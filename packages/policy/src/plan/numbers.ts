import { CelDuration } from "@evenhand/cel";

/** A number that keeps the order of the value; undefined where it has none. NaN reaches no bound, as in CEL. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  // Rounding to a double keeps order, and bounds are inclusive: nothing is lost, and the condition is evaluated again.
  if (value instanceof CelDuration) return value.seconds + value.nanos / 1e9;
  if (typeof value === "object" && value !== null && "value" in value && typeof value.value === "number")
    return value.value;
  return undefined;
}

/** How many of ascending numbers are at most `limit`. */
export function countUpTo(ascending: Float64Array, limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
