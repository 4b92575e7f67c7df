/** HateCheck (Röttger and others 2021): a model trained on Davidson's tweets, by functionality and by the group that is spoken of. */
import {
  type Evaluation,
  evaluatePredictions,
  type LinearModel,
  type ScoredSample,
  shareText,
} from "@evenhand/matching";
import { percent, table } from "../report/table.js";
import { type HateCheckCase, readHateCheck } from "./classifier-data.js";
import type { FastText } from "./fasttext.js";

const HATE = "0";
const HATEFUL = "hateful";
const OTHER = "non-hateful";

/** Prints overall figures of both, then ours by functionality and by group. Nothing is tuned to these cases. */
export function hateCheckReport(ours: LinearModel, theirs: FastText | undefined, print: (line: string) => void): void {
  const cases = readHateCheck();
  const texts = cases.map(({ text }) => text);
  const own = scored(
    cases,
    texts.map((text) => ours.classify(text).label),
    texts.map((text) => ours.score(text)),
  );
  const rows = [overall("Evenhand", evaluate(own))];
  let peer: readonly ScoredSample[] | undefined;
  if (theirs !== undefined) {
    const answers = theirs.predict(texts);
    peer = scored(
      cases,
      answers,
      answers.map((answer) => (answer === HATE ? 1 : 0)),
    );
    rows.push(overall("fastText", evaluate(peer)));
  }
  print(
    `\n  HateCheck, ${cases.length.toLocaleString("en")} cases, the models of Davidson's first split; hateful: the label ${HATE}`,
  );
  print(table([["", "accuracy", "macro-F1", "hateful found", "non-hateful left"], ...rows]));
  print("\n  Accuracy by functionality (the last part, h or nh: hateful or not)");
  print(
    table([
      ["functionality", "cases", "Evenhand", ...(peer === undefined ? [] : ["fastText"])],
      ...partsBy(cases, ({ functionality }) => functionality).map(({ name, at }) => [
        name,
        String(at.length),
        percent(rightShare(own, at)),
        ...(peer === undefined ? [] : [percent(rightShare(peer, at))]),
      ]),
    ]),
  );
  print("\n  By the group that is spoken of (Evenhand, label given)");
  print(
    table([
      ["group", "hateful found", "non-hateful left"],
      ...partsBy(cases, ({ group }) => group)
        .filter(({ name }) => name !== "")
        .map(({ name, at }) => [
          name,
          ...[HATEFUL, OTHER].map((label) => {
            const some = at.filter((one) => cases[one]?.label === label);
            return `${percent(rightShare(own, some))} of ${some.length}`;
          }),
        ]),
    ]),
  );
  // Gaps by the label given: a found case counts as 1, so every threshold says the same.
  const gaps = evaluate(own.map((one) => ({ ...one, score: one.predicted === HATEFUL ? 1 : 0 }))).groupGaps;
  for (const { of, most, least, difference } of gaps.filter(({ threshold }) => threshold === 0.5)) {
    const what = of === "recall" ? "hateful found" : "false alarms";
    print(`  gap in ${what}: ${most} − ${least} = ${shareText(difference)}`);
  }
}

function scored(
  cases: readonly HateCheckCase[],
  answers: readonly string[],
  scores: readonly number[],
): readonly ScoredSample[] {
  return cases.map(({ label, group }, at) => ({
    label,
    group,
    predicted: answers[at] === HATE ? HATEFUL : OTHER,
    score: scores[at] ?? 0,
  }));
}

function evaluate(samples: readonly ScoredSample[]): Evaluation {
  return evaluatePredictions(samples, [HATEFUL, OTHER], [HATEFUL]);
}

function overall(name: string, { accuracy, macroF1, labels }: Evaluation): string[] {
  return [name, shareText(accuracy), macroF1.value.toFixed(3), ...labels.map(({ recall }) => shareText(recall))];
}

function partsBy(
  cases: readonly HateCheckCase[],
  nameOf: (one: HateCheckCase) => string,
): { name: string; at: readonly number[] }[] {
  const parts = new Map<string, number[]>();
  for (const [at, one] of cases.entries()) {
    const name = nameOf(one);
    const part = parts.get(name);
    if (part === undefined) parts.set(name, [at]);
    else part.push(at);
  }
  return [...parts].map(([name, at]) => ({ name, at }));
}

function rightShare(samples: readonly ScoredSample[], at: readonly number[]): number {
  const right = at.filter((one) => samples[one]?.label === samples[one]?.predicted).length;
  return right / Math.max(1, at.length);
}
