/** Which label to give where probabilities are close: multipliers that make macro-F1 greatest. */
import { likeliest } from "./linear-model.js";

/** Tried for each label in turn. */
const TRIED = [0.25, 0.3, 0.35, 0.42, 0.5, 0.6, 0.7, 0.84, 1, 1.2, 1.4, 1.7, 2, 2.4, 2.8, 3.4, 4, 4.8, 5.7, 6.7, 8];
const ROUNDS = 3;
/** Comparisons of one look at macro-F1: of more samples, only every so manieth is looked at. */
const MOST_COMPARISONS = 2_000_000;

/**
 * Without this a rare label would almost never be the likeliest. Chosen on predictions for samples that the weights were not
 * trained on.
 *
 * @param truth by sample: the place of its label
 */
export function chooseMultipliers(
  probabilities: readonly (readonly number[])[],
  truth: readonly number[],
  labels: number,
): readonly number[] {
  const multipliers = new Array<number>(labels).fill(1);
  const stride = Math.ceil((truth.length * labels * labels) / MOST_COMPARISONS);
  const reach = (): number => macroF1(probabilities, truth, multipliers, stride);
  let best = reach();
  for (let round = 0; round < ROUNDS; round++) {
    const before = best;
    for (let label = labels === 2 ? 1 : 0; label < labels; label++) {
      for (const tried of TRIED) {
        const kept = multipliers[label]!;
        multipliers[label] = tried;
        const reached = reach();
        if (reached > best) best = reached;
        else multipliers[label] = kept;
      }
    }
    if (best === before) break;
  }
  return multipliers;
}

function macroF1(
  probabilities: readonly (readonly number[])[],
  truth: readonly number[],
  multipliers: readonly number[],
  stride: number,
): number {
  const found = multipliers.map(() => 0);
  const hits = multipliers.map(() => 0);
  const all = multipliers.map(() => 0);
  for (let at = 0; at < truth.length; at += stride) {
    const label = truth[at]!;
    const given = likeliest(probabilities[at]!, multipliers);
    found[given] = found[given]! + 1;
    all[label] = all[label]! + 1;
    if (given === label) hits[label] = hits[label]! + 1;
  }
  let sum = 0;
  for (let label = 0; label < multipliers.length; label++) {
    const both = found[label]! + all[label]!;
    sum += both === 0 ? 0 : (2 * hits[label]!) / both;
  }
  return sum / multipliers.length;
}
