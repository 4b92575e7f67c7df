/**
 * The host rounds a tie away from zero, IEEE 754 to the even digit. Where the exact digits after the kept ones are 5000…
 * the host's last digit is therefore one too large if it is odd.
 */
function evenAtTie(rounded: string, exact: string): string {
  const keptDot = rounded.includes(".");
  const rest = keptDot ? exact.slice(rounded.length) : exact.slice(exact.indexOf(".") + 1);
  if (!/^50*$/.test(rest)) return rounded;
  const last = Number(rounded.at(-1));
  return last % 2 === 0 ? rounded : rounded.slice(0, -1) + String(last - 1);
}

/** Decimals that the host gives at most; a double that is a tie at fewer has no more. */
const MOST_DIGITS = 100;

/** A finite double with `precision` decimals (at most 100), rounding ties to even. */
export function decimalText(value: number, precision: number): string {
  if (Object.is(value, -0)) return `-${decimalText(0, precision)}`;
  if (Math.abs(value) >= 1e21) return BigInt(value).toString() + (precision === 0 ? "" : `.${"0".repeat(precision)}`);
  const rounded = value.toFixed(precision);
  const exact = value.toFixed(MOST_DIGITS);
  // A carry makes the rounded number longer than its exact digits; it ends in 0 then, which is even.
  return precision === MOST_DIGITS ? rounded : evenAtTie(rounded, exact);
}

/** A finite double as `1.052033e+03`: one digit, `precision` decimals (at most 100), an exponent of two digits or more. */
export function scientificText(value: number, precision: number): string {
  if (Object.is(value, -0)) return `-${scientificText(0, precision)}`;
  const [digits, exponent] = value.toExponential(precision).split("e") as [string, string];
  const [exactDigits, exactExponent] = value.toExponential(MOST_DIGITS).split("e") as [string, string];
  const kept = precision === MOST_DIGITS || exponent !== exactExponent ? digits : evenAtTie(digits, exactDigits);
  return `${kept}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}
