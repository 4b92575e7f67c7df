import type { ScoredSample } from "./evaluate-predictions.js";
import { SeededRandom } from "./seeded-random.js";

const RESAMPLES = 400;

/** Macro-F1, the mean of the labels' F1, with its 95 % interval by the percentile bootstrap (Efron 1979). */
export function macroF1Interval(
  all: readonly Pick<ScoredSample, "label" | "predicted">[],
  labels: readonly string[],
  seed: number,
): { value: number; low: number; high: number } {
  const place = new Map(labels.map((label, at) => [label, at]));
  // A label that the model does not know is an error like any other, in the last column.
  const width = labels.length + 1;
  const pairs = Int32Array.from(
    all,
    ({ label, predicted }) => (place.get(label) ?? labels.length) * width + (place.get(predicted) ?? labels.length),
  );
  const counts = new Int32Array(width * width);
  for (const pair of pairs) counts[pair] = counts[pair]! + 1;
  const value = macroF1(counts, labels.length, width);
  const random = new SeededRandom(seed);
  const values = new Float64Array(RESAMPLES);
  for (let round = 0; round < RESAMPLES; round++) {
    counts.fill(0);
    for (let draw = 0; draw < pairs.length; draw++) {
      const pair = pairs[random.below(pairs.length)]!;
      counts[pair] = counts[pair]! + 1;
    }
    values[round] = macroF1(counts, labels.length, width);
  }
  values.sort();
  return { value, low: values[Math.floor(RESAMPLES * 0.025)]!, high: values[Math.ceil(RESAMPLES * 0.975) - 1]! };
}

function macroF1(counts: Int32Array, labels: number, width: number): number {
  let sum = 0;
  for (let label = 0; label < labels; label++) {
    let both = 0;
    for (let other = 0; other < width; other++) {
      both += counts[label * width + other]! + counts[other * width + label]!;
    }
    sum += both === 0 ? 0 : (2 * counts[label * width + label]!) / both;
  }
  return sum / labels;
}
