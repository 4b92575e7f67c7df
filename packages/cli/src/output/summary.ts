import type { Policy } from "@evenhand/policy";
import type { LabelScore } from "../score/label-score.js";
import type { Colours } from "./colours.js";
import { fitCell, widthOf } from "./fit-cell.js";
import { formatScore } from "./score-table.js";
import { type Tally, topOf } from "./tally.js";

/** Names listed before the rest is only counted. */
const TOP = 8;

export interface SummaryOptions {
  readonly policy: Policy;
  readonly tally: Tally;
  readonly score: LabelScore;
  readonly unit: "line" | "row";
  readonly tookMs: number;
  readonly counters: {
    readonly keys: number;
    readonly late: number;
    readonly duplicates: number;
    readonly future: number;
    readonly evictedKeys: number;
    readonly errors: number;
  };
}

/** What a run came to, for a person. */
export function formatSummary(options: SummaryOptions, colours: Colours): string {
  const { policy, tally, tookMs, score } = options;
  const lines: string[] = [""];
  const add = (title: string, text: string): void => {
    if (text !== "") lines.push(`${colours.bold(fitCell(title, 10))} ${text}`);
  };
  add("Events", `${number(tally.events)} in ${seconds(tookMs)} (${number(perSecond(tally.events, tookMs))}/s)`);
  add("Outcomes", [...tally.outcomes].map(([outcome, count]) => `${outcome} ${number(count)}`).join(" · "));
  lines.push(...columns(tally, colours));
  add("Left out", leftOut(options));
  add("Errors", tally.errors === 0 ? "" : `${number(tally.errors)} conditions gave no answer and went to review`);
  add("Counters", countersText(options));
  add("Policy", `${policy.name} ${policy.version}`);
  if (score.byLabel.size > 0) lines.push("", ...formatScore(score, colours));
  return lines.join("\n");
}

/** Clauses and detectors side by side, the most frequent first. */
function columns(tally: Tally, colours: Colours): string[] {
  const clauses = topOf(tally.clauses, TOP);
  const detectors = [
    ...topOf(tally.detectors, TOP),
    ...topOf(tally.shadow, TOP).map(([id, n]) => [`${id} (shadow)`, n] as const),
  ].slice(0, TOP);
  if (clauses.length === 0 && detectors.length === 0) return [];
  const left = clauses.map(([name, count]) => entry(name, count));
  const right = detectors.map(([name, count]) => entry(name, count));
  rest(left, tally.clauses.size, clauses.length);
  rest(right, tally.detectors.size + tally.shadow.size, detectors.length);
  const width = Math.max("Clauses".length, ...left.map(widthOf)) + 4;
  const rows = [colours.bold(`${fitCell("Clauses", width)}Detectors`)];
  for (let i = 0; i < Math.max(left.length, right.length); i++)
    rows.push(`${fitCell(left[i] ?? "", width)}${right[i] ?? ""}`.trimEnd());
  return ["", ...rows, ""];
}

function entry(name: string, count: number): string {
  return `${number(count).padStart(9)}  ${name}`;
}

function rest(list: string[], all: number, shown: number): void {
  if (all > shown) list.push(`           … and ${number(all - shown)} more`);
}

function leftOut({ tally, unit }: SummaryOptions): string {
  if (tally.malformed === 0) return "";
  return `${number(tally.malformed)} malformed ${unit}${tally.malformed === 1 ? "" : "s"}, reported on stderr`;
}

function countersText({ counters, policy }: SummaryOptions): string {
  if (policy.counters.length === 0) return "";
  const notes = [`${number(counters.keys)} keys`];
  if (counters.late > 0) notes.push(`${number(counters.late)} too late to count`);
  if (counters.duplicates > 0) notes.push(`${number(counters.duplicates)} duplicates`);
  if (counters.future > 0) notes.push(`${number(counters.future)} dated in the future`);
  if (counters.evictedKeys > 0) notes.push(`${number(counters.evictedKeys)} keys forgotten for want of room`);
  if (counters.errors > 0) notes.push(`${number(counters.errors)} not counted: key or value gave an error`);
  return notes.join(" · ");
}

function perSecond(events: number, tookMs: number): number {
  return Math.round((events * 1000) / Math.max(1, tookMs));
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s`;
}

function number(value: number): string {
  return value.toLocaleString("en");
}
