/** A trained classifier at work: scores of texts, and the words that moved them. */
import { foldForClassifier } from "./classifier-fold.js";
import { distinctBuckets } from "./distinct-buckets.js";
import { explainText, type MovingWord } from "./explain-text.js";
import { type ClassifierModel, type ModelHead, readModel } from "./model-file.js";
import { sigmoid } from "./stable-math.js";

/** The label that a text is given, and how likely each is. */
export interface Classification {
  readonly label: string;
  /** By label, in the order of the model's `labels`; they add up to 1. */
  readonly probabilities: readonly number[];
}

/** A classifier. The same text always gives the same answer; no text makes it throw; time is linear in the text's length. */
export interface LinearModel {
  /** What the file holds. */
  readonly model: ClassifierModel;
  /** The calibrated probability, 0 to 1, that the text has one of the `positive` labels. */
  score(text: string): number;
  /** ln(p / (1 − p)) of the score p. */
  logit(text: string): number;
  /** The logit of a text that holds no feature at all: what the weights of words are added to. */
  readonly intercept: number;
  /**
   * The words that moved the score most, the strongest first; a weight is what the word adds to the logit. All weights
   * together with `intercept` are the logit.
   *
   * @param limit words at most (default: all of them)
   */
  explain(text: string, limit?: number): readonly MovingWord[];
  classify(text: string): Classification;
}

/**
 * Reads the text of a model file, as `evenhand classifier train` writes it.
 * @throws MatchingError EH_CLASSIFIER_INVALID
 */
export function loadLinearModel(json: string): LinearModel {
  return createLinearModel(readModel(json));
}

/** A model in memory, made ready to score. */
export function createLinearModel(model: ClassifierModel): LinearModel {
  const { features, heads, labels, multipliers } = model;
  const head = heads[model.scored]!;
  const logit = (text: string): number => logitOf(head, distinctBuckets(foldForClassifier(text).folded, features));
  return {
    model,
    logit,
    score: (text) => sigmoid(logit(text)),
    intercept: head.slope * head.bias + head.offset,
    explain: (text, limit = Infinity) => explainText(foldForClassifier(text), features, head, limit),
    classify(text) {
      const buckets = distinctBuckets(foldForClassifier(text).folded, features);
      const probabilities = labelProbabilities(
        model,
        heads.map((one) => sigmoid(logitOf(one, buckets))),
      );
      return { label: labels[likeliest(probabilities, multipliers)]!, probabilities };
    },
  };
}

function logitOf({ weights, step, bias, slope, offset }: ModelHead, buckets: Int32Array): number {
  let sum = 0;
  for (let at = 0; at < buckets.length; at++) sum += weights[buckets[at]!]!;
  const margin = buckets.length === 0 ? bias : (sum * step) / Math.sqrt(buckets.length) + bias;
  return slope * margin + offset;
}

/** Probabilities of the labels out of those of the heads. */
export function labelProbabilities(
  { labels, positive }: Pick<ClassifierModel, "labels" | "positive">,
  heads: readonly number[],
): readonly number[] {
  if (labels.length === 2) {
    const yes = heads[0]!;
    return labels.map((label) => (label === positive[0] ? yes : 1 - yes));
  }
  const own = heads.slice(0, labels.length);
  const sum = own.reduce((all, one) => all + one, 0);
  return sum > 0 ? own.map((one) => one / sum) : own.map(() => 1 / own.length);
}

/** The label of the greatest product; of equals the first. */
export function likeliest(probabilities: readonly number[], multipliers: readonly number[]): number {
  let best = 0;
  for (let at = 1; at < probabilities.length; at++) {
    if (probabilities[at]! * multipliers[at]! > probabilities[best]! * multipliers[best]!) best = at;
  }
  return best;
}
