/**
 * Exponential and logarithm out of operations that IEEE 754 rounds exactly (+ − × ÷), so that the same input gives the same
 * bits on every machine and engine; `Math.exp` and `Math.log` may differ in their last bit.
 */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** 2 to the power of an integer from -1074 to 1023. */
function powerOfTwo(exponent: number): number {
  let power = 1;
  let base = exponent < 0 ? 0.5 : 2;
  for (let left = Math.abs(exponent); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power *= base;
    base *= base;
  }
  return power;
}

/** e to the power of `x`, to within a few units in the last place. */
export function stableExp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709) return Infinity;
  if (x < -708) return 0;
  const exponent = Math.round(x / Math.LN2);
  const rest = x - exponent * LN2_HIGH - exponent * LN2_LOW;
  // |rest| is at most 0.35: fourteen terms of the series are more than a double holds.
  let sum = 1;
  for (let term = 14; term > 0; term--) sum = 1 + (rest * sum) / term;
  return sum * powerOfTwo(exponent);
}

/** The natural logarithm of a positive finite number, to within a few units in the last place. */
export function stableLog(x: number): number {
  let exponent = 0;
  let rest = x;
  while (rest > 1.5) {
    rest *= 0.5;
    exponent += 1;
  }
  while (rest < 0.75) {
    rest *= 2;
    exponent -= 1;
  }
  // ln r = 2 artanh((r − 1) / (r + 1)), and the argument is at most 0.2.
  const t = (rest - 1) / (rest + 1);
  const square = t * t;
  let sum = 0;
  for (let odd = 25; odd > 0; odd -= 2) sum = sum * square + 1 / odd;
  return exponent * LN2_HIGH + (2 * t * sum + exponent * LN2_LOW);
}

/** 1 / (1 + e^-x). */
export function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + stableExp(-x)) : 1 - 1 / (1 + stableExp(x));
}
