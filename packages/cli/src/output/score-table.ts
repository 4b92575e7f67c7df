import { type Confusion, type Rate, ratesOf } from "@evenhand/policy";
import type { LabelScore } from "../score/label-score.js";
import type { Colours } from "./colours.js";
import { safeLine } from "./safe-text.js";

/** How findings compare with labels, label by label. */
export function formatScore(score: LabelScore, colours: Colours): string[] {
  return [...score.byLabel].flatMap(([name, confusion], i) => [
    ...(i === 0 ? [] : [""]),
    ...scoreLines(name, confusion, colours),
  ]);
}

function scoreLines(name: string, confusion: Confusion, colours: Colours): string[] {
  const { truePositive, falsePositive, falseNegative, trueNegative } = confusion;
  const { precision, recall, f1 } = ratesOf(confusion);
  const labelled = truePositive + falsePositive + falseNegative + trueNegative;
  return [
    `${colours.bold(`Label ${safeLine(name)}`)}: ${count(labelled)} labelled, ${count(truePositive + falseNegative)} with something to find`,
    `  found ${count(truePositive)}, missed ${count(falseNegative)}, wrongly found ${count(falsePositive)}, rightly left ${count(trueNegative)}`,
    `  precision ${percent(precision)}`,
    `  recall    ${percent(recall)}`,
    `  F1        ${percent(f1)}`,
    // "Not toxic" is no word for no that could be guessed.
    ...(falsePositive + trueNegative === 0
      ? ["  Every value was taken as yes. If some mean no, say which mean yes with --label-positive VALUE,…"]
      : []),
  ];
}

/** A share with its interval. */
export function percent(rate: Rate | undefined): string {
  if (rate === undefined) return "    –";
  const { value, low, high } = rate;
  const part = (share: number): string => (100 * share).toFixed(1);
  return `${part(value).padStart(5)} %   95 % interval ${part(low)} to ${part(high)} %`;
}

function count(value: number): string {
  return value.toLocaleString("en");
}
