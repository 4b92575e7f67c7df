import { MAX_BUILT } from "../runtime/budget.js";
import type { Frame } from "../runtime/frame.js";
import { concatBytes } from "../values/bytes.js";
import { CelDouble } from "../values/double.js";
import { addDurations, CelDuration } from "../values/duration.js";
import type { CelError } from "../values/error.js";
import { addInt, divideInt, type Int, moduloInt, multiplyInt, negateInt, subtractInt } from "../values/int.js";
import { addDuration, CelTimestamp, timestampDifference } from "../values/timestamp.js";
import { CelUint, divideUint, moduloUint, uintFromBigInt } from "../values/uint.js";
import { noOverload } from "./overload.js";
import { BIG_UNITS } from "./units.js";

export function isInt(value: unknown): value is Int {
  return typeof value === "number" || typeof value === "bigint";
}

/** Charges for integers beyond 2^53, which the host computes in software. */
function counted(frame: Frame, result: Int | CelError): Int | CelError {
  if (typeof result === "bigint") frame.cost += BIG_UNITS;
  return result;
}

/** `a + b`: numbers, strings, bytes, lists, moments and spans of time. */
export function add(frame: Frame, a: unknown, b: unknown): unknown {
  if (isInt(a)) return isInt(b) ? counted(frame, addInt(a, b)) : noOverload("+", a, b);
  if (typeof a === "string") return typeof b === "string" ? concatenate(frame, a, b) : noOverload("+", a, b);
  if (a instanceof CelDouble) return b instanceof CelDouble ? new CelDouble(a.value + b.value) : noOverload("+", a, b);
  if (a instanceof CelUint) return b instanceof CelUint ? uintFromBigInt(a.value + b.value) : noOverload("+", a, b);
  if (Array.isArray(a)) return Array.isArray(b) ? joinLists(frame, a, b) : noOverload("+", a, b);
  if (a instanceof CelTimestamp && b instanceof CelDuration) return addDuration(a, b, 1);
  if (a instanceof CelDuration) {
    if (b instanceof CelTimestamp) return addDuration(b, a, 1);
    if (b instanceof CelDuration) return addDurations(a, b, 1);
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    return built(frame, a.length + b.length, 8) ? concatBytes(a, b) : frame.overBudget(-1);
  }
  return noOverload("+", a, b);
}

/** Charges for building something of `size`, `perUnit` items to the unit; false where it is too large or too dear. */
export function built(frame: Frame, size: number, perUnit: number): boolean {
  return frame.charge(size > MAX_BUILT ? Infinity : size / perUnit);
}

export function concatenate(frame: Frame, a: string, b: string): string | CelError {
  return built(frame, a.length + b.length, 8) ? a + b : frame.overBudget(-1);
}

export function joinLists(frame: Frame, a: readonly unknown[], b: readonly unknown[]): unknown {
  return built(frame, a.length + b.length, 2) ? a.concat(b) : frame.overBudget(-1);
}

export function subtract(frame: Frame, a: unknown, b: unknown): unknown {
  if (isInt(a) && isInt(b)) return counted(frame, subtractInt(a, b));
  if (a instanceof CelDouble && b instanceof CelDouble) return new CelDouble(a.value - b.value);
  if (a instanceof CelUint && b instanceof CelUint) return uintFromBigInt(a.value - b.value);
  if (a instanceof CelTimestamp) {
    if (b instanceof CelTimestamp) return timestampDifference(a, b);
    if (b instanceof CelDuration) return addDuration(a, b, -1);
  }
  if (a instanceof CelDuration && b instanceof CelDuration) return addDurations(a, b, -1);
  return noOverload("-", a, b);
}

export function multiply(frame: Frame, a: unknown, b: unknown): unknown {
  if (isInt(a) && isInt(b)) return counted(frame, multiplyInt(a, b));
  if (a instanceof CelDouble && b instanceof CelDouble) return new CelDouble(a.value * b.value);
  if (a instanceof CelUint && b instanceof CelUint) return uintFromBigInt(a.value * b.value);
  return noOverload("*", a, b);
}

export function divide(frame: Frame, a: unknown, b: unknown): unknown {
  if (isInt(a) && isInt(b)) return counted(frame, divideInt(a, b));
  if (a instanceof CelDouble && b instanceof CelDouble) return new CelDouble(a.value / b.value);
  if (a instanceof CelUint && b instanceof CelUint) return divideUint(a, b);
  return noOverload("/", a, b);
}

export function modulo(frame: Frame, a: unknown, b: unknown): unknown {
  if (isInt(a) && isInt(b)) return counted(frame, moduloInt(a, b));
  if (a instanceof CelUint && b instanceof CelUint) return moduloUint(a, b);
  return noOverload("%", a, b);
}

export function negate(_frame: Frame, a: unknown): unknown {
  if (isInt(a)) return negateInt(a);
  if (a instanceof CelDouble) return new CelDouble(-a.value);
  return noOverload("-", a);
}
