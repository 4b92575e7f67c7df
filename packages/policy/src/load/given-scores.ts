/** What classifiers that somebody else runs are taken to say in a case: nobody is asked while cases run. */
import { isScalar } from "yaml";
import type { Classifier } from "../model.js";
import { meantFor } from "./did-you-mean.js";
import { Fields } from "./fields.js";
import type { ProblemSink } from "./problem-sink.js";
import { describe, quote } from "./values.js";
import { originOf, type Value } from "./yaml-file.js";

/** Classifiers by name; undefined where a declaration could not be read. */
export type KnownClassifiers = ReadonlyMap<string, Classifier["kind"] | undefined>;

/** A score for each classifier that is named, whatever the text. Those that are not named give none, which is an error. */
export function readGivenScores(
  value: Value,
  classifiers: KnownClassifiers,
  sink: ProblemSink,
): Readonly<Record<string, number>> | undefined {
  const fields = Fields.read(value, "scores", sink);
  if (fields === undefined) return undefined;
  const scores: Record<string, number> = {};
  for (const [name, score, origin] of fields.all()) {
    if (!classifiers.has(name)) {
      const meant = meantFor(name, [...classifiers.keys()]);
      const hint = meant === undefined ? "" : ` Did you mean \`${meant}\`?`;
      sink.error("EH_POLICY_CASE", origin, `There is no classifier ${quote(name)} in classifiers/.${hint}`);
    } else if (classifiers.get(name) === "linear") {
      const message = `The score of ${quote(name)} follows from its model and the text. Leave it out.`;
      sink.error("EH_POLICY_CASE", origin, message);
    } else {
      const read = readScore(score, sink);
      if (read !== undefined) scores[name] = read;
    }
  }
  return scores;
}

function readScore(value: Value, sink: ProblemSink): number | undefined {
  const { node } = value;
  if (isScalar(node) && typeof node.value === "number" && node.value >= 0 && node.value <= 1) return node.value;
  const message = `${value.label} must be a number from 0 to 1; here it is ${describe(value)}.`;
  sink.error("EH_POLICY_VALUE", originOf(value), message);
  return undefined;
}
