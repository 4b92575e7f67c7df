/** A double where its static type is not known; boxed to tell it from an int. */
export class CelDouble {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** Decimal text of a double as `string()` gives it: shortest digits, exponents from 1e21 and below 1e-6 as in `1e+21`. */
export function doubleToString(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (value === Infinity) return "+Inf";
  if (value === -Infinity) return "-Inf";
  if (Object.is(value, -0)) return "-0";
  // One digit of an exponent is written with a leading zero, as in 1e-07.
  return String(value).replace(/e([+-])(\d)$/, "e$10$2");
}
