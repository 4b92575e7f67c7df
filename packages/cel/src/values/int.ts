import { CelError } from "./error.js";

/** An int64: a number while it is a safe integer, else a bigint. Each value has exactly one representation. */
export type Int = number | bigint;

export const INT_MIN = -(2n ** 63n);
export const INT_MAX = 2n ** 63n - 1n;

export function overflow(): CelError {
  return new CelError("EH_CEL_OVERFLOW", "The result does not fit in a 64-bit integer");
}

export function divideByZero(): CelError {
  return new CelError("EH_CEL_DIVIDE_BY_ZERO", "Division by zero");
}

/** The representation of a bigint that may be out of range. */
export function intFromBigInt(value: bigint): Int | CelError {
  if (value >= -9007199254740991n && value <= 9007199254740991n) return Number(value);
  return value < INT_MIN || value > INT_MAX ? overflow() : value;
}

export function addInt(a: Int, b: Int): Int | CelError {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return intFromBigInt(BigInt(a) + BigInt(b));
}

export function subtractInt(a: Int, b: Int): Int | CelError {
  if (typeof a === "number" && typeof b === "number") {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return intFromBigInt(BigInt(a) - BigInt(b));
}

export function multiplyInt(a: Int, b: Int): Int | CelError {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    // Adding 0 turns the -0 of `0 * -1` into 0.
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return intFromBigInt(BigInt(a) * BigInt(b));
}

/** Truncates toward zero. */
export function divideInt(a: Int, b: Int): Int | CelError {
  if (b === 0) return divideByZero();
  // A rounded quotient can be off by one near 2^53; the difference to the remainder divides exactly.
  if (typeof a === "number" && typeof b === "number") return (a - (a % b)) / b + 0;
  return intFromBigInt(BigInt(a) / BigInt(b));
}

/** The remainder has the sign of the dividend. */
export function moduloInt(a: Int, b: Int): Int | CelError {
  if (b === 0) return divideByZero();
  if (typeof a === "number" && typeof b === "number") return (a % b) + 0;
  return intFromBigInt(BigInt(a) % BigInt(b));
}

export function negateInt(a: Int): Int | CelError {
  return typeof a === "number" ? 0 - a : intFromBigInt(-a);
}
