/**
 * Training of one linear head: L2-regularised squared hinge loss by dual coordinate descent (Hsieh, Chang, Lin, Keerthi and
 * Sundararajan, "A dual coordinate descent method for large-scale linear SVM", 2008), on features scaled by their
 * log-count ratio (Wang and Manning, "Baselines and bigrams", 2012). All arithmetic is exactly rounded, so the result is the
 * same on every machine.
 */
import type { FeatureRows } from "./feature-rows.js";
import { SeededRandom } from "./seeded-random.js";
import { stableLog } from "./stable-math.js";

/** How a head is trained. */
export interface WeightOptions {
  readonly seed: number;
  /** What an error costs against large weights (C); larger fits the samples closer. */
  readonly cost: number;
  /** 0: a positive and a negative sample weigh the same; 1: both sides weigh the same together. */
  readonly balance: number;
  /** How much the log-count ratio of a feature counts, 0 to 1. */
  readonly ratio: number;
  /** Passes over the samples at most. */
  readonly passes: number;
  /** Training ends when no sample's gradient exceeds this. */
  readonly tolerance: number;
}

export interface Weights {
  /** By bucket: what the feature adds to the margin, before the row's scale. */
  readonly weights: Float64Array;
  readonly bias: number;
  /** Passes made. */
  readonly passes: number;
}

const SMOOTHING = 1;

/**
 * @param members rows to learn from
 * @param positive by row: 1 or 0
 */
export function trainWeights(
  rows: FeatureRows,
  members: Int32Array,
  positive: Uint8Array,
  buckets: number,
  options: WeightOptions,
): Weights {
  const { starts, buckets: columns, scales } = rows;
  const squares = featureSquares(rows, members, positive, buckets, options.ratio);
  const weights = new Float64Array(buckets);
  let bias = 0;
  const duals = new Float64Array(rows.count);
  const diagonal = new Float64Array(rows.count);
  const costs = classCosts(members, positive, options);
  for (const row of members) {
    let sum = 0;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) sum += squares[columns[at]!]!;
    const scale = scales[row]!;
    diagonal[row] = sum * scale * scale + 1 + 0.5 / costs[positive[row]!]!;
  }
  const order = Int32Array.from(members);
  const random = new SeededRandom(options.seed);
  let passes = 0;
  while (passes < options.passes) {
    passes += 1;
    random.shuffle(order);
    let greatest = 0;
    for (const row of order) {
      const sign = positive[row] === 1 ? 1 : -1;
      const from = starts[row]!;
      const to = starts[row + 1]!;
      const scale = scales[row]!;
      let margin = 0;
      for (let at = from; at < to; at++) margin += weights[columns[at]!]!;
      margin = margin * scale + bias;
      const dual = duals[row]!;
      const gradient = sign * margin - 1 + (dual * 0.5) / costs[positive[row]!]!;
      const projected = dual === 0 ? Math.min(gradient, 0) : gradient;
      if (projected === 0) continue;
      if (Math.abs(projected) > greatest) greatest = Math.abs(projected);
      const next = Math.max(dual - gradient / diagonal[row]!, 0);
      const step = (next - dual) * sign;
      duals[row] = next;
      bias += step;
      const scaled = step * scale;
      for (let at = from; at < to; at++) {
        const column = columns[at]!;
        weights[column] = weights[column]! + scaled * squares[column]!;
      }
    }
    if (greatest < options.tolerance) break;
  }
  return { weights, bias, passes };
}

/** The squared scale of each feature: (1 − ratio + ratio · |log-count ratio|)². */
function featureSquares(
  rows: FeatureRows,
  members: Int32Array,
  positive: Uint8Array,
  buckets: number,
  ratio: number,
): Float64Array {
  const squares = new Float64Array(buckets).fill(1);
  if (ratio === 0) return squares;
  const counts = [new Float64Array(buckets), new Float64Array(buckets)] as const;
  for (const row of members) {
    const side = counts[positive[row] === 1 ? 1 : 0];
    for (let at = rows.starts[row]!; at < rows.starts[row + 1]!; at++) {
      const column = rows.buckets[at]!;
      side[column] = side[column]! + 1;
    }
  }
  const totals = counts.map((side) => side.reduce((sum, count) => sum + count + SMOOTHING, 0));
  for (let bucket = 0; bucket < buckets; bucket++) {
    const no = counts[0][bucket]!;
    const yes = counts[1][bucket]!;
    if (no + yes === 0) continue;
    const log = stableLog((((yes + SMOOTHING) / totals[1]!) * totals[0]!) / (no + SMOOTHING));
    const scale = 1 - ratio + ratio * Math.abs(log);
    squares[bucket] = scale * scale;
  }
  return squares;
}

/** The cost of an error by side. */
function classCosts(members: Int32Array, positive: Uint8Array, { cost, balance }: WeightOptions): [number, number] {
  let yes = 0;
  for (const row of members) yes += positive[row]!;
  const no = members.length - yes;
  const weigh = (side: number): number => cost * (1 - balance + (balance * members.length) / (2 * Math.max(1, side)));
  return [weigh(no), weigh(yes)];
}
