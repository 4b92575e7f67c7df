import { closest, DOUBLE, type FunctionDecl, type LiteralProblem, STRING } from "@evenhand/cel";
import type { Classifier } from "../model.js";
import type { Host } from "./host.js";

/** Folding, hashing and adding up: some forty features for every word, of which a text of the contract has at most so many units. */
function scoreCost(sizes: readonly number[]): number {
  return 200 + 4 * Math.max(...sizes, 1);
}

/**
 * `score(name, text)`.
 *
 * @param fixed only classifiers that the policy version determines may be named
 */
export function classifierFunctions(classifiers: readonly Classifier[], fixed = false): readonly FunctionDecl[] {
  return [
    {
      name: "score",
      params: [STRING, STRING],
      result: DOUBLE,
      doc: "How probable the classifier finds it that the text is of its class, 0 to 1.",
      tier: "costly",
      maxCost: scoreCost,
      checkLiterals: ([name]) => knownClassifier(classifiers, name, fixed),
      call: (frame, [classifier, text]) => {
        if (!frame.charge(scoreCost([(text as string).length]))) return 0;
        return (frame.host as Host).signals.score(classifier as string, text as string);
      },
    },
  ];
}

function knownClassifier(
  classifiers: readonly Classifier[],
  name: unknown,
  fixed: boolean,
): LiteralProblem | undefined {
  if (typeof name !== "string") return { argument: 0, message: "Write the classifier's name as a literal." };
  const classifier = classifiers.find((candidate) => candidate.name === name);
  if (classifier === undefined) {
    const names = classifiers.map((candidate) => candidate.name);
    const suggestion = closest(name, names);
    const message = `There is no classifier "${name}" in classifiers/.`;
    return { argument: 0, message, ...(suggestion === undefined ? {} : { suggestion }) };
  }
  if (fixed && classifier.kind !== "linear") {
    const message = `The classifier "${name}" is asked over the network, and what is counted must not depend on it. Leave it out of counters.`;
    return { argument: 0, message };
  }
  return undefined;
}
