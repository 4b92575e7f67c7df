/** An evaluation as tables of text, for a card and for a terminal. */
import { type Evaluation, type Gap, LEAST_FOR_GAP, type PartFigures, PART_THRESHOLDS } from "./evaluate-predictions.js";
import type { Share } from "./rates.js";

/** A table with what it is about. */
export interface ReportTable {
  readonly title: string;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How to read it. */
  readonly note: string;
}

/** A share in percent with its interval, or a dash where there is none. */
export function shareText(share: Pick<Share, "value" | "low" | "high"> | undefined): string {
  if (share === undefined) return "–";
  return `${percent(share.value)} % (${percent(share.low)}–${percent(share.high)})`;
}

const percent = (value: number): string => (100 * value).toFixed(1);
const count = (value: number): string => value.toLocaleString("en");

/** The tables of an evaluation, those without rows left out. Intervals are of 95 %. */
export function reportTables(evaluation: Evaluation): ReportTable[] {
  const tables: ReportTable[] = [
    {
      title: "By label",
      headings: ["label", "samples", "precision", "recall", "F1"],
      rows: evaluation.labels.map(({ label, samples, precision, recall, f1 }) => [
        label,
        count(samples),
        shareText(precision),
        shareText(recall),
        shareText(f1),
      ]),
      note: "Precision: of those that were given the label, how many have it. Recall: of those that have it, how many were given it.",
    },
    {
      title: "By threshold",
      headings: ["score at least", "precision", "recall", "false alarms"],
      rows: evaluation.thresholds.map(({ threshold, precision, recall, falseAlarms }) => [
        String(threshold),
        shareText(precision),
        shareText(recall),
        shareText(falseAlarms),
      ]),
      note: "False alarms: of the samples with nothing to find, how many reach the threshold all the same.",
    },
    {
      title: "Calibration",
      headings: ["score", "samples", "mean score", "truly positive"],
      rows: evaluation.bins
        .filter(({ samples }) => samples > 0)
        .map(({ from, to, samples, meanScore, positives }) => [
          `${from}–${to}`,
          count(samples),
          `${percent(meanScore)} %`,
          `${percent(positives / samples)} %`,
        ]),
      note: `The last two columns are equal where scores are probabilities. Expected calibration error ${evaluation.calibrationError.toFixed(4)}; Brier score ${evaluation.brier.toFixed(4)} (${evaluation.brierOfNothing.toFixed(4)} by always saying the mean).`,
    },
    partTable("By language", "language", evaluation.languages),
    gapTable("Gaps between languages", evaluation.languageGaps),
    partTable("By group", "group", evaluation.groups),
    gapTable("Gaps between groups", evaluation.groupGaps),
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

function partTable(title: string, heading: string, parts: readonly PartFigures[]): ReportTable {
  return {
    title,
    headings: [heading, "samples", "positive", "right label", "score at least", "precision", "recall", "false alarms"],
    rows: parts.flatMap(({ name, samples, positives, accuracy, thresholds }) =>
      thresholds.map(({ threshold, precision, recall, falseAlarms }, at) => [
        ...(at === 0 ? [name, count(samples), count(positives), shareText(accuracy)] : ["", "", "", ""]),
        String(threshold),
        shareText(precision),
        shareText(recall),
        shareText(falseAlarms),
      ]),
    ),
    note: `Thresholds ${PART_THRESHOLDS.join(", ")}. Few samples make wide intervals.`,
  };
}

function gapTable(title: string, gaps: readonly Gap[]): ReportTable {
  return {
    title,
    headings: ["of", "score at least", "most", "least", "gap in points", ""],
    rows: gaps.map(({ of, threshold, most, least, difference: { value, low, high } }) => [
      of === "recall" ? "recall" : "false alarms",
      String(threshold),
      most,
      least,
      `${percent(value)} (${percent(low)} to ${percent(high)})`,
      low > 0 ? "more than chance" : "may be chance",
    ]),
    note: `The widest of all gaps between parts with at least ${LEAST_FOR_GAP} samples to divide by. The more parts are compared, the more often chance alone makes a gap.`,
  };
}
