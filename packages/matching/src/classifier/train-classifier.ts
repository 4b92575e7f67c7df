/** Training of a classifier from decided samples, with predictions for every sample by weights that never saw it. */
import { foldForClassifier } from "./classifier-fold.js";
import { assignFolds } from "./assign-folds.js";
import { calibrate, type Calibration, logLoss } from "./calibrate.js";
import { chooseMultipliers } from "./choose-multipliers.js";
import { type FeatureRows, RowBuilder } from "./feature-rows.js";
import type { FeatureOptions } from "./features.js";
import { knownFeatures } from "./known-features.js";
import { labelProbabilities, likeliest } from "./linear-model.js";
import { type ClassifierModel, type ModelHead } from "./model-file.js";
import { nearGroups } from "./near-groups.js";
import { type PreparedSamples, prepareSamples, type TextSample, unfit } from "./prepare-samples.js";
import { quantise } from "./quantise.js";
import { sigmoid } from "./stable-math.js";
import { trainWeights } from "./train-weights.js";

/** Whole numbers and shares that training depends on; the same ones make the same model. */
export interface TrainOptions {
  /** Whose probability is the score. With two labels the default is the one that does not say no (0, false, no…). */
  readonly positive?: readonly string[] | undefined;
  readonly seed?: number | undefined;
  readonly features?: FeatureOptions | undefined;
  /** What an error costs against large weights; default: the best of {@link COSTS} by the folds' predictions. */
  readonly cost?: number | undefined;
  /** Parts into which samples are cut to predict each by the others, 2 to 20. */
  readonly folds?: number | undefined;
  /** Told how many heads were trained, of how many at most. */
  readonly onProgress?: ((done: number, most: number) => void) | undefined;
}

/** What was predicted for a sample by a model that was not trained on it. */
export interface Prediction {
  readonly sample: TextSample;
  readonly predicted: string;
  /** Probability of the positive labels. */
  readonly score: number;
}

/** A trained classifier, and what is known of it. */
export interface TrainedClassifier {
  readonly model: ClassifierModel;
  /** One for each sample that was kept, in the order of their folded texts. */
  readonly predictions: readonly Prediction[];
  readonly prepared: Pick<PreparedSamples, "repeated" | "contradicted" | "empty"> & {
    /** Samples that nearly repeat another. They are kept, and predicted together with it. */
    readonly near: number;
  };
}

export const DEFAULT_FEATURES: FeatureOptions = { bits: 18, words: 2, characters: [3, 5] };
export const COSTS: readonly number[] = [0.1, 0.3, 1, 3];
const DEFAULT_FOLDS = 5;
const BALANCE = 0.7;
const RATIO = 0.5;
const PASSES = 30;
const TOLERANCE = 0.1;
/** Buckets of all samples together: 0.8 GB. */
const MOST_FEATURES = 200_000_000;
const NO = new Set(["", "0", "0.0", "false", "no", "none", "null", "neither", "ok", "allow", "clean"]);

/** @throws MatchingError EH_CLASSIFIER_SAMPLES */
export function trainClassifier(all: readonly TextSample[], options: TrainOptions = {}): TrainedClassifier {
  const { seed = 1, features = DEFAULT_FEATURES, folds = DEFAULT_FOLDS } = options;
  const prepared = prepareSamples(all, seed);
  const { samples, labels } = prepared;
  const positive = positiveLabels(labels, options.positive);
  const goals = headGoals(labels, positive);
  const rows = readRows(samples, features);
  const groups = nearGroups(rows);
  const foldOf = assignFolds(prepared, groups, folds);
  const targets = goals.map((goal) => Uint8Array.from(samples, ({ label }) => (goal.includes(label) ? 1 : 0)));
  const costs = options.cost === undefined ? COSTS : [options.cost];
  const steps = costs.length * folds * goals.length + goals.length;
  let done = 0;
  const buckets = 1 << features.bits;
  const train = (members: Int32Array, target: Uint8Array, cost: number) => {
    const trained = trainWeights(rows, members, target, buckets, {
      seed,
      cost,
      balance: BALANCE,
      ratio: RATIO,
      passes: PASSES,
      tolerance: TOLERANCE,
    });
    done += 1;
    options.onProgress?.(done, steps);
    return trained;
  };

  let best: Trial | undefined;
  for (const cost of costs) {
    const margins = targets.map((target) => {
      const unseen = new Float64Array(rows.count);
      for (let fold = 0; fold < folds; fold++) {
        const trained = train(
          membersOf(foldOf, (one) => one !== fold),
          target,
          cost,
        );
        for (const row of membersOf(foldOf, (one) => one === fold)) {
          unseen[row] = marginOf(rows, row, trained.weights, trained.bias);
        }
      }
      return unseen;
    });
    const calibrations = margins.map((unseen, head) => calibrate(unseen, targets[head]!));
    const loss = margins.reduce((sum, unseen, head) => sum + logLoss(unseen, targets[head]!, calibrations[head]!), 0);
    // Losses fall and then rise as the cost grows.
    if (best !== undefined && loss >= best.loss) break;
    best = { cost, margins, calibrations, loss };
  }
  const { cost, margins, calibrations } = best!;
  const everybody = membersOf(foldOf, () => true);
  const heads = targets.map((target, at): ModelHead => {
    const { weights, bias } = train(everybody, target, cost);
    return { name: goals[at]!.join(" or "), ...quantise(weights), bias, ...calibrations[at]! };
  });

  const probabilities = samples.map((_, row) =>
    labelProbabilities(
      { labels, positive },
      margins.map((unseen, head) => probabilityOf(unseen[row]!, calibrations[head]!)),
    ),
  );
  const truth = samples.map(({ label }) => labels.indexOf(label));
  const multipliers = chooseMultipliers(probabilities, truth, labels.length);
  const scored = labels.length === 2 ? 0 : positive.length > 1 ? labels.length : labels.indexOf(positive[0]!);
  const model: ClassifierModel = {
    features,
    labels,
    positive,
    heads,
    scored,
    multipliers,
    known: knownFeatures(
      samples.map(({ text }) => foldForClassifier(text).folded),
      features,
      heads[scored]!,
    ),
    training: {
      seed,
      cost,
      balance: BALANCE,
      ratio: RATIO,
      folds,
      samples: samples.length,
      byLabel: labels.map((_, at) => truth.filter((one) => one === at).length),
    },
  };
  const predictions = samples.map((sample, row): Prediction => ({
    sample,
    predicted: labels[likeliest(probabilities[row]!, multipliers)]!,
    score: probabilityOf(margins[scored]![row]!, calibrations[scored]!),
  }));
  const { repeated, contradicted, empty } = prepared;
  const near = groups.filter((first, row) => first !== row).length;
  return { model, predictions, prepared: { repeated, contradicted, empty, near } };
}

/** What the folds gave at a cost. */
interface Trial {
  readonly cost: number;
  /** By head and row. */
  readonly margins: readonly Float64Array[];
  readonly calibrations: readonly Calibration[];
  readonly loss: number;
}

/** Which labels each head tells from the others. */
function headGoals(labels: readonly string[], positive: readonly string[]): readonly (readonly string[])[] {
  if (labels.length === 2) return [positive];
  const each = labels.map((label) => [label]);
  return positive.length > 1 ? [...each, [...positive]] : each;
}

function positiveLabels(labels: readonly string[], asked: readonly string[] | undefined): readonly string[] {
  const known = labels.map((label) => JSON.stringify(label)).join(", ");
  if (asked !== undefined) {
    const missing = asked.find((label) => !labels.includes(label));
    if (missing !== undefined) throw unfit(`No sample has the label ${JSON.stringify(missing)}. Labels: ${known}.`);
    const chosen = labels.filter((label) => asked.includes(label));
    if (chosen.length > 0 && chosen.length < labels.length) return chosen;
    throw unfit(`At least one label, and not all of them, must be positive. Labels: ${known}.`);
  }
  const found = labels.filter((label) => !NO.has(label.trim().toLowerCase()));
  if (labels.length === 2 && found.length === 1) return found;
  throw unfit(`Which of the labels is what the score is to find? Name it as positive (--positive). Labels: ${known}.`);
}

function readRows(samples: readonly TextSample[], features: FeatureOptions): FeatureRows {
  const builder = new RowBuilder(features);
  for (const { text } of samples) {
    builder.add(text);
    if (builder.size > MOST_FEATURES) {
      throw unfit(
        `The samples are too long together: more than ${MOST_FEATURES} features. Draw some of them, or shorten them.`,
      );
    }
  }
  return builder.finish();
}

function membersOf(folds: Uint8Array, wanted: (fold: number) => boolean): Int32Array {
  const members = new Int32Array(folds.length);
  let count = 0;
  for (let row = 0; row < folds.length; row++) if (wanted(folds[row]!)) members[count++] = row;
  return members.slice(0, count);
}

function marginOf({ starts, buckets, scales }: FeatureRows, row: number, weights: Float64Array, bias: number): number {
  let sum = 0;
  for (let at = starts[row]!; at < starts[row + 1]!; at++) sum += weights[buckets[at]!]!;
  return sum * scales[row]! + bias;
}

function probabilityOf(margin: number, { slope, offset }: Calibration): number {
  return sigmoid(slope * margin + offset);
}
