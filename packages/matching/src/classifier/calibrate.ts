/** From margins to probabilities: a sigmoid fitted to margins of samples that the weights were not trained on. */
import { sigmoid, stableExp, stableLog } from "./stable-math.js";

/** p = 1 / (1 + e^−(slope · margin + offset)). `slope` is never below 0: a higher margin never has a lower probability. */
export interface Calibration {
  readonly slope: number;
  readonly offset: number;
}

const STEPS = 100;
const RIDGE = 1e-12;
const ENOUGH = 1e-7;

/**
 * Platt's method ("Probabilistic outputs for support vector machines", 1999) with Newton's steps as Lin, Lin and Weng mend it
 * ("A note on Platt's probabilistic outputs", 2007). Targets are drawn in a little, so that few samples claim no certainty.
 *
 * @param positive by margin: 1 or 0
 */
export function calibrate(margins: Float64Array, positive: Uint8Array): Calibration {
  let yes = 0;
  for (const one of positive) yes += one;
  const no = positive.length - yes;
  const targets = [1 / (no + 2), (yes + 1) / (yes + 2)] as const;
  let slope = 0;
  let offset = stableLog((yes + 1) / (no + 1));
  let loss = lossOf(margins, positive, targets, slope, offset);
  for (let step = 0; step < STEPS; step++) {
    let h11 = RIDGE;
    let h12 = 0;
    let h22 = RIDGE;
    let g1 = 0;
    let g2 = 0;
    for (let i = 0; i < margins.length; i++) {
      const margin = margins[i]!;
      const p = sigmoid(slope * margin + offset);
      const curve = p * (1 - p);
      const miss = p - targets[positive[i] === 1 ? 1 : 0];
      h11 += margin * margin * curve;
      h12 += margin * curve;
      h22 += curve;
      g1 += margin * miss;
      g2 += miss;
    }
    if (Math.abs(g1) < ENOUGH * margins.length && Math.abs(g2) < ENOUGH * margins.length) break;
    const determinant = h11 * h22 - h12 * h12;
    if (!(determinant > 0)) break;
    const moveSlope = -(h22 * g1 - h12 * g2) / determinant;
    const moveOffset = -(h11 * g2 - h12 * g1) / determinant;
    let length = 1;
    let found = false;
    for (; length > 1e-10; length *= 0.5) {
      const next = lossOf(margins, positive, targets, slope + length * moveSlope, offset + length * moveOffset);
      if (next < loss) {
        loss = next;
        found = true;
        break;
      }
    }
    if (!found) break;
    slope += length * moveSlope;
    offset += length * moveOffset;
  }
  // Where margins tell nothing, or the opposite of the truth, everybody gets the share of the positive.
  return slope > 0 ? { slope, offset } : { slope: 0, offset: stableLog((yes + 1) / (no + 1)) };
}

function lossOf(
  margins: Float64Array,
  positive: Uint8Array,
  targets: readonly [number, number],
  slope: number,
  offset: number,
): number {
  let loss = 0;
  for (let i = 0; i < margins.length; i++) {
    const logit = slope * margins[i]! + offset;
    const target = targets[positive[i] === 1 ? 1 : 0];
    // ln(1 + e^z) without overflow.
    loss += Math.max(logit, 0) + stableLog(1 + stableExp(-Math.abs(logit))) - target * logit;
  }
  return loss;
}

/** Mean of −ln(probability of what was true): how good probabilities are, 0 at best. */
export function logLoss(margins: Float64Array, positive: Uint8Array, { slope, offset }: Calibration): number {
  return lossOf(margins, positive, [0, 1], slope, offset) / Math.max(1, margins.length);
}
