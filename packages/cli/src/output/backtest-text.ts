import { OUTCOMES } from "@evenhand/contract";
import type { BacktestChange, BacktestReport, LabelReport } from "@evenhand/policy";
import type { Colours } from "./colours.js";
import { count } from "./count.js";
import { cutTo, fitCell, widthOf } from "./fit-cell.js";
import { safeLine } from "./safe-text.js";
import { percent } from "./score-table.js";

/** Detectors listed of each change. */
const TOP = 12;

/** A backtest for a person. */
export function formatBacktest(report: BacktestReport, width: number, colours: Colours): string {
  const { events, policies, outcomes, labels } = report;
  const lines = [
    `${count(events, "event")} decided under both`,
    `  before ${policies.before}`,
    `  after  ${policies.after}`,
    "",
    colours.bold(`${fitCell("Outcome", 10)}${"before".padStart(12)}${"after".padStart(12)}`),
    ...OUTCOMES.map((outcome) => {
      const [before, after] = [outcomes.before[outcome], outcomes.after[outcome]];
      const change =
        after === before ? "" : `  ${after > before ? "+" : "−"}${Math.abs(after - before).toLocaleString("en")}`;
      return `${fitCell(outcome, 10)}${number(before)}${number(after)}${change}`;
    }),
    ...changeLines("Newly found", report.newlyFound, width, colours),
    ...changeLines("No longer found", report.noLongerFound, width, colours),
    ...changeLines("Newly acted on", report.newlyActedOn, width, colours),
    ...changeLines("No longer acted on", report.noLongerActedOn, width, colours),
  ];
  if (labels !== undefined) lines.push(...labelLines(labels.before, labels.after, colours));
  return lines.join("\n");
}

function number(value: number): string {
  return value.toLocaleString("en").padStart(12);
}

function changeLines(title: string, change: BacktestChange, width: number, colours: Colours): string[] {
  const head = `${colours.bold(title)}: ${change.events === 0 ? "nothing" : count(change.events, "event")}`;
  if (change.events === 0) return ["", head];
  const clauses = change.byClause.map(({ clause, events }) => `${clause} ${events.toLocaleString("en")}`).join(" · ");
  const lines = ["", head, `  by clause: ${clauses}`];
  for (const { detector, events, examples } of change.byDetector.slice(0, TOP)) {
    lines.push(`  ${colours.bold(detector)} ${events.toLocaleString("en")}`);
    for (const { event, text, before, after } of examples) {
      const lead = `    ${fitCell(safeLine(event.id), 12)}  ${before} → ${after}  `;
      lines.push(lead + colours.dim(cutTo(safeLine(text), Math.max(12, width - widthOf(lead)))));
    }
  }
  const more = change.byDetector.length - TOP;
  return more > 0 ? [...lines, `  … and ${count(more, "more detector")}`] : lines;
}

/** Quality on labelled events, both policies side by side, over all and clause by clause. */
function labelLines(before: LabelReport, after: LabelReport, colours: Colours): string[] {
  const lines = ["", colours.bold(`Labels: ${count(after.events, "labelled event")}`)];
  for (const rate of ["precision", "recall", "f1"] as const) {
    lines.push(`  ${fitCell(rate, 10)} before ${percent(before.overall[rate])}`);
    lines.push(`  ${fitCell("", 10)} after  ${percent(after.overall[rate])}`);
  }
  const widest = Math.max(...after.byClause.map(({ clause }) => clause.length), "clause".length);
  lines.push(
    "",
    `  ${fitCell("clause", widest)}${["found", "missed", "wrongly"].map((word) => word.padStart(9)).join("")}   before`,
  );
  for (const now of after.byClause) {
    const old = before.byClause.find(({ clause }) => clause === now.clause);
    const cells = [now.truePositive, now.falseNegative, now.falsePositive];
    const was = old === undefined ? "–" : `${old.truePositive}/${old.falseNegative}/${old.falsePositive}`;
    lines.push(
      `  ${fitCell(now.clause, widest)}${cells.map((cell) => cell.toLocaleString("en").padStart(9)).join("")}   ${was}`,
    );
  }
  return lines;
}
