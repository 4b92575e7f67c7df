import type { Confusion } from "./confusion.js";

/** A share with its 95 % interval. */
export interface Rate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface Rates {
  /** Undefined where nothing was found. */
  readonly precision: Rate | undefined;
  /** Undefined where there was nothing to find. */
  readonly recall: Rate | undefined;
  readonly f1: Rate | undefined;
}

/** 97.5 % point of the standard normal distribution. */
const Z = 1.959963984540054;

/**
 * Precision, recall and F1 of a confusion table with 95 % Wilson score intervals (Wilson 1927).
 *
 * F1 is no share of independent trials, but J = TP / (TP + FP + FN) is, and F1 = 2J / (1 + J) grows with it: its interval
 * is that of J, carried over (Hand, Christen and Kirielle 2021 call J the F*).
 */
export function ratesOf({ truePositive, falsePositive, falseNegative }: Confusion): Rates {
  const jaccard = wilson(truePositive, truePositive + falsePositive + falseNegative);
  const toF1 = (j: number): number => (2 * j) / (1 + j);
  return {
    precision: wilson(truePositive, truePositive + falsePositive),
    recall: wilson(truePositive, truePositive + falseNegative),
    f1: jaccard && { value: toF1(jaccard.value), low: toF1(jaccard.low), high: toF1(jaccard.high) },
  };
}

/** The share of `hits` in `all` with its 95 % Wilson interval; undefined where there are none. */
export function wilson(hits: number, all: number): Rate | undefined {
  if (all === 0) return undefined;
  const p = hits / all;
  const square = (Z * Z) / all;
  const centre = (p + square / 2) / (1 + square);
  const half = (Z / (1 + square)) * Math.sqrt((p * (1 - p) + square / 4) / all);
  return { value: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
