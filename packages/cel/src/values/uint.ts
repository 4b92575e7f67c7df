import { CelError } from "./error.js";
import { divideByZero } from "./int.js";

export const UINT_MAX = 2n ** 64n - 1n;

/** A uint64. */
export class CelUint {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }
}

export function uintFromBigInt(value: bigint): CelUint | CelError {
  if (value < 0n || value > UINT_MAX) {
    return new CelError("EH_CEL_OVERFLOW", "The result does not fit in a 64-bit unsigned integer");
  }
  return new CelUint(value);
}

export function divideUint(a: CelUint, b: CelUint): CelUint | CelError {
  return b.value === 0n ? divideByZero() : new CelUint(a.value / b.value);
}

export function moduloUint(a: CelUint, b: CelUint): CelUint | CelError {
  return b.value === 0n ? divideByZero() : new CelUint(a.value % b.value);
}
