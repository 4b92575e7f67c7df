/** Shares with their intervals. */

/** A share with its 95 % interval. */
export interface Share {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Of how many. */
  readonly of: number;
}

/** A difference of two shares with its 95 % interval. */
export interface Difference {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** 97.5 % point of the standard normal distribution. */
const Z = 1.959963984540054;

/** The share of `hits` in `all` with its score interval (Wilson 1927); undefined where there are none. */
export function shareOf(hits: number, all: number): Share | undefined {
  if (all === 0) return undefined;
  const p = hits / all;
  const square = (Z * Z) / all;
  const centre = (p + square / 2) / (1 + square);
  const half = (Z / (1 + square)) * Math.sqrt((p * (1 - p) + square / 4) / all);
  return { value: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half), of: all };
}

/** The difference of two shares with its interval (Newcombe 1998, method 10). */
export function differenceOf(high: Share, low: Share): Difference {
  const value = high.value - low.value;
  return {
    value,
    low: value - Math.hypot(high.value - high.low, low.high - low.value),
    high: value + Math.hypot(high.high - high.value, low.value - low.low),
  };
}

/** F1 of a label; its interval is that of TP / (TP + FP + FN), carried over (Hand, Christen and Kirielle 2021). */
export function f1Of(hits: number, wrong: number, missed: number): Share | undefined {
  const jaccard = shareOf(hits, hits + wrong + missed);
  if (jaccard === undefined) return undefined;
  const toF1 = (j: number): number => (2 * j) / (1 + j);
  return { value: toF1(jaccard.value), low: toF1(jaccard.low), high: toF1(jaccard.high), of: hits + missed };
}
