import { type Evaluation, reportTables, shareText } from "@evenhand/matching";
import type { Colours } from "../../output/colours.js";
import { formatRows } from "../../output/rows.js";

/** An evaluation for a terminal. */
export function reportLines(evaluation: Evaluation, colours: Colours): string[] {
  const { samples, accuracy, macroF1 } = evaluation;
  const low = macroF1.low.toFixed(3);
  const high = macroF1.high.toFixed(3);
  return [
    `${samples.toLocaleString("en")} samples: right label ${shareText(accuracy)}, macro-F1 ${macroF1.value.toFixed(3)} (${low}–${high})`,
    ...reportTables(evaluation).flatMap(({ title, headings, rows, note }) => [
      "",
      title,
      ...formatRows(
        headings.map((heading) => heading.toUpperCase()),
        rows,
        colours,
      ).map((line) => `  ${line}`),
      `  ${colours.dim(note)}`,
    ]),
  ];
}
