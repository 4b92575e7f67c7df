/** The card of a classifier: what it was made from, how well it does, where it fails, and what it is not for. */
import type { Evaluation } from "./evaluate-predictions.js";
import type { ClassifierModel } from "./model-file.js";
import type { TextSample } from "./prepare-samples.js";
import { type ReportTable, reportTables, shareText } from "./report-tables.js";

export interface CardFacts {
  readonly name: string;
  /** The day of training, `2026-11-25`. */
  readonly date: string;
  /** What made it, to be repeated. */
  readonly command: string;
  /** SHA-256 of the model file, in hexadecimal. */
  readonly hash: string;
  readonly samples: readonly TextSample[];
  /** Samples that nearly repeat another. */
  readonly near: number;
  /** Samples and rows that were left out, and why. */
  readonly leftOut: readonly { readonly why: string; readonly count: number }[];
  readonly evaluation: Evaluation;
}

/** Precision that a threshold should hold before anything is done without a person. */
const PROVEN = 0.9;

/** The card as Markdown. */
export function modelCard(model: ClassifierModel, facts: CardFacts): string {
  const { evaluation, name } = facts;
  const { training, features } = model;
  const lines = [
    `# Classifier \`${cell(name)}\``,
    "",
    `\`score("${cell(name)}", text.all)\` is the probability that a text would be decided as ${oneOf(model.positive)}, as learned from decided samples.`,
    "It is a linear function of the words of the text: it knows words, not meaning.",
    "",
    "## How it was made",
    "",
    ...markdownTable({
      headings: ["", ""],
      rows: [
        ["trained on", facts.date],
        ["command", `\`${facts.command}\``],
        ["model file, SHA-256", `\`${facts.hash}\``],
        [
          "algorithm",
          "L2-regularised squared hinge loss, dual coordinate descent; log-count ratios; Platt calibration",
        ],
        [
          "features",
          `words in runs of 1 to ${features.words}, ${characterText(features.characters)}, in 2^${features.bits} buckets`,
        ],
        ["seed, cost, balance, ratio", [training.seed, training.cost, training.balance, training.ratio].join(", ")],
        [
          "figures below",
          `each sample, with those that nearly repeat it, predicted by a model trained on the other ${training.folds - 1} of ${training.folds} parts`,
        ],
      ],
    }),
    "",
    "The same samples, seed and options give the same file, byte for byte, on every machine whose JavaScript engine has the same Unicode data.",
    "",
    "## Samples",
    "",
    ...sampleTables(model, facts),
    "## How well it does",
    "",
    `${evaluation.samples.toLocaleString("en")} samples: right label ${shareText(evaluation.accuracy)}, macro-F1 ${evaluation.macroF1.value.toFixed(3)} (${evaluation.macroF1.low.toFixed(3)}–${evaluation.macroF1.high.toFixed(3)}). Intervals are of 95 %.`,
    thresholdAdvice(evaluation),
    "",
    ...reportTables(evaluation).flatMap((table) => [
      `### ${table.title}`,
      "",
      ...markdownTable(table),
      "",
      table.note,
      "",
    ]),
    ...(evaluation.groups.length > 0
      ? []
      : [
          "**Not measured: differences between groups.** No column of groups was given. Before this model does more than sort a queue, evaluate it on",
          "samples that differ only in whom they are about (`--group`).",
          "",
        ]),
    "## Limits",
    "",
    "- The figures hold for texts like the samples. Other topics, other times, other languages and other people can do much worse; the model does not know when.",
    "- The calibration and the labels' multipliers were fitted on the same predictions that the figures come from, and the cost was chosen on them: the figures are a little too good. A set of samples kept aside (`evenhand classifier evaluate`) tells more.",
    "- It repeats the mistakes of those who decided the samples, and what they looked for.",
    "- Negation, quotation, irony and who speaks to whom are beyond it. Words that a group uses for itself look like the same words used against it.",
    "- Much harmless text around a harmful sentence lowers the score; misspelt words are known only by parts of them.",
    ...(model.labels.length > 2
      ? [
          "- The label is the likeliest after its probability was multiplied so that rare labels are found; the score is not multiplied.",
        ]
      : []),
    "",
    "## What it must not be used for",
    "",
    "- Removing anything or punishing anybody with nobody in between, beyond the automation limit of the clause.",
    "- Judging people: a score belongs to one text, never to its author.",
    "- Guessing who somebody is: origin, belief, health, orientation, age.",
    "- Evidence in a statement of reasons: the statement cites the clause and what was found, not a probability.",
    "- Other communities than the one whose decisions it learned from, before it was evaluated there.",
    "",
  ];
  return lines.join("\n");
}

function oneOf(labels: readonly string[]): string {
  return labels.map((label) => `\`${cell(label)}\``).join(" or ");
}

function characterText([least, most]: readonly [number, number]): string {
  return most === 0 ? "no runs of characters" : `runs of ${least} to ${most} characters inside of words`;
}

function thresholdAdvice({ thresholds }: Evaluation): string {
  const proven = thresholds.find(({ precision }) => precision !== undefined && precision.low >= PROVEN);
  return proven === undefined
    ? `At no threshold is a precision of ${100 * PROVEN} % proven by these samples: let it open cases for people, and nothing more.`
    : `From a score of ${proven.threshold} on, the interval of the precision lies above ${100 * PROVEN} %; it finds ${shareText(proven.recall)} of what there is to find.`;
}

function sampleTables({ labels }: ClassifierModel, { samples, leftOut, near }: CardFacts): string[] {
  const lines: string[] = [];
  const by = (heading: string, nameOf: (sample: TextSample) => string | undefined): void => {
    const parts = new Map<string, number[]>();
    for (const sample of samples) {
      const name = nameOf(sample) ?? "";
      const counts = parts.get(name) ?? labels.map(() => 0);
      const at = labels.indexOf(sample.label);
      counts[at] = counts[at]! + 1;
      parts.set(name, counts);
    }
    if (parts.size === 1 && parts.has("")) return;
    const rows = [...parts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, counts]) => [name === "" ? "(not told)" : name, ...counts.map((one) => one.toLocaleString("en"))]);
    lines.push(...markdownTable({ headings: [heading, ...labels], rows }), "");
  };
  by("", () => "all");
  by("language", ({ lang }) => lang);
  by("source", ({ source }) => source);
  by("group", ({ group }) => group);
  const times = samples.flatMap(({ time }) => (time === undefined || time === "" ? [] : [time])).sort();
  lines.push(
    times.length === 0
      ? "When the samples are from was not told."
      : `${times.length.toLocaleString("en")} samples have a time: ${cell(times[0]!)} to ${cell(times.at(-1)!)}.`,
  );
  if (near > 0) lines.push(`${near.toLocaleString("en")} nearly repeat another.`);
  const out = leftOut.filter(({ count }) => count > 0);
  if (out.length > 0)
    lines.push(`Left out: ${out.map(({ why, count }) => `${count.toLocaleString("en")} ${why}`).join(", ")}.`);
  lines.push("");
  return lines;
}

function markdownTable({ headings, rows }: Pick<ReportTable, "headings" | "rows">): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(headings), `|${headings.map(() => "---").join("|")}|`, ...rows.map(line)];
}

/** Text that cannot break out of a line or a cell. */
function cell(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, " ")
    .replaceAll("|", "\\|")
    .replaceAll("<", "&lt;");
}
