import { OUTCOMES } from "@evenhand/contract";
import type { BacktestChange, BacktestExample, BacktestReport, LabelReport, Rate } from "@evenhand/policy";
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
    ...otherwiseLines(report.otherwiseChanged, width, colours),
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
    lines.push(...exampleLines(examples, width, colours));
  }
  const more = change.byDetector.length - TOP;
  return more > 0 ? [...lines, `  … and ${count(more, "more detector")}`] : lines;
}

function exampleLines(examples: readonly BacktestExample[], width: number, colours: Colours): string[] {
  return examples.map(({ event, text, before, after }) => {
    const lead = `    ${fitCell(safeLine(event.id), 12)}  ${before} → ${after}  `;
    return lead + colours.dim(cutTo(safeLine(text), Math.max(12, width - widthOf(lead))));
  });
}

/** Events with the same findings and kinds of measures that are decided differently all the same. */
function otherwiseLines(
  { events, examples }: BacktestReport["otherwiseChanged"],
  width: number,
  colours: Colours,
): string[] {
  const head = `${colours.bold("Otherwise changed")}: ${events === 0 ? "nothing" : count(events, "event")}`;
  return ["", head, ...exampleLines(examples, width, colours)];
}

/** Quality on labelled events, both policies side by side, over all and clause by clause. */
function labelLines(before: LabelReport, after: LabelReport, colours: Colours): string[] {
  const lines = ["", colours.bold(`Labels: ${count(after.events, "labelled event")}`)];
  for (const rate of ["precision", "recall", "f1"] as const) {
    lines.push(`  ${fitCell(rate, 10)} before ${percent(before.overall[rate])}`);
    lines.push(`  ${fitCell("", 10)} after  ${percent(after.overall[rate])}`);
  }
  const widest = Math.max(...after.byClause.map(({ clause }) => clause.length), "clause".length);
  const columns = ["found", "missed", "wrongly"].map((word) => word.padStart(9)).join("");
  lines.push(
    "",
    `  ${fitCell("clause", widest)}${columns}   ${fitCell("precision", 22)}${fitCell("recall", 22)}before`,
  );
  for (const now of after.byClause) {
    const old = before.byClause.find(({ clause }) => clause === now.clause);
    const cells = [now.truePositive, now.falseNegative, now.falsePositive];
    const numbers = cells.map((cell) => cell.toLocaleString("en").padStart(9)).join("");
    const rates = fitCell(interval(now.precision), 22) + fitCell(interval(now.recall), 22);
    const was = old === undefined ? "–" : `${old.truePositive}/${old.falseNegative}/${old.falsePositive}`;
    lines.push(`  ${fitCell(safeLine(now.clause), widest)}${numbers}   ${rates}${was}`);
  }
  return [...lines, ...confusionLines(after, widest, colours)];
}

/** A rate and its 95 % interval, short enough for a column. */
function interval(rate: Rate | undefined): string {
  if (rate === undefined) return "–";
  const part = (share: number): string => (100 * share).toFixed(0);
  return `${part(rate.value)} % (${part(rate.low)}–${part(rate.high)})`;
}

/** Where labels and findings part, the largest cells first. */
function confusionLines({ table }: LabelReport, widest: number, colours: Colours): string[] {
  const apart = table.filter(({ expected, found }) => expected !== found).toSorted((a, b) => b.events - a.events);
  if (apart.length === 0) return [];
  const name = (clause: string | null): string => safeLine(clause ?? "nothing");
  const rows = apart
    .slice(0, TOP)
    .map(
      ({ expected, found, events }) =>
        `  ${fitCell(name(expected), widest)}  ${fitCell(name(found), widest)}${number(events)}`,
    );
  const more = apart.length - rows.length;
  const rest = more > 0 ? [`  … and ${count(more, "more pair")}`] : [];
  const head = `  ${fitCell("expected", widest)}  ${fitCell("found", widest)}${"events".padStart(12)}`;
  return ["", colours.bold("Where labels and findings part, after"), head, ...rows, ...rest];
}
