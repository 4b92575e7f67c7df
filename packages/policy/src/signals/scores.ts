/** The classifiers whose model is a part of the policy version. */
import { CelError } from "@evenhand/cel";
import { type LinearModel, loadLinearModel } from "@evenhand/matching";
import type { Classifier } from "../model.js";
import type { SignalsAt } from "./signals.js";

/** Words that evidence may name. */
const MAX_WORDS = 10;

/** Loads the models. Throws only for what the loader of a policy refuses. */
export function createScores(classifiers: readonly Classifier[]): Pick<SignalsAt, "score" | "words"> {
  const models = new Map<string, LinearModel>();
  for (const classifier of classifiers) {
    if (classifier.kind === "linear") models.set(classifier.name, loadLinearModel(classifier.model));
  }
  return {
    score: (name, text) =>
      models.get(name)?.score(text) ??
      new CelError("EH_CLASSIFIER_UNKNOWN", `score() names no classifier of this policy: "${name}"`),
    words: (name, text) => models.get(name)?.explain(text, MAX_WORDS) ?? [],
  };
}
