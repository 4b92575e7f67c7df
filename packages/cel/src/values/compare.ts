import { CelDuration } from "./duration.js";
import { compareBytes } from "./bytes.js";
import { compareNumbers, numericValue } from "./numeric.js";
import { CelTimestamp } from "./timestamp.js";
import { compareStrings } from "./strings.js";

/** -1, 0 or 1; UNORDERED beside a NaN; undefined where the types have no order. */
export function compareValues(a: unknown, b: unknown): number | undefined {
  const x = numericValue(a);
  if (x !== undefined) {
    const y = numericValue(b);
    return y === undefined ? undefined : compareNumbers(x, y);
  }
  if (typeof a === "string") return typeof b === "string" ? compareStrings(a, b) : undefined;
  if (typeof a === "boolean") return typeof b === "boolean" ? Number(a) - Number(b) : undefined;
  if (a instanceof Uint8Array) return b instanceof Uint8Array ? compareBytes(a, b) : undefined;
  if (
    (a instanceof CelTimestamp && b instanceof CelTimestamp) ||
    (a instanceof CelDuration && b instanceof CelDuration)
  ) {
    return Math.sign(a.seconds - b.seconds || a.nanos - b.nanos);
  }
  return undefined;
}
