import type { Decision, Event, Outcome } from "@evenhand/contract";
import type { Colours } from "./colours.js";
import { cutTo, fitCell, widthOf } from "./fit-cell.js";
import { safeLine } from "./safe-text.js";
import { snippetOf } from "./snippet.js";

/** Widest and narrowest that a column gets, whatever the policy's names. */
const EVENT_WIDTH = 13;
const OUTCOME_WIDTH = 7;
const MEASURES_WIDTH = 16;
const NAME_WIDTH = { min: 8, max: 32 };
/** The text's share of the line, unless names are short. */
const SNIPPET_SHARE = 0.32;
/** Lines of a pipe or file have room. */
const DEFAULT_COLUMNS = 160;
/** Terminals with fewer columns get two lines a row. */
const NARROW = 116;
const GAP = "  ";
const INDENT = "    ";

/** Widths of the columns, from the left. */
export interface Layout {
  /** On a narrow terminal the text has a line of its own, below. */
  readonly stacked: boolean;
  readonly clause: number;
  readonly detector: number;
  readonly snippet: number;
}

/**
 * Widths for a policy's names on a terminal of some columns.
 *
 * @param columns of the terminal; undefined for a pipe
 */
export function layoutFor(
  clauses: readonly string[],
  detectors: readonly string[],
  columns: number | undefined,
): Layout {
  const total = columns ?? DEFAULT_COLUMNS;
  const stacked = total < NARROW;
  let clause = nameWidth(clauses);
  let detector = nameWidth(detectors);
  const fixed = EVENT_WIDTH + OUTCOME_WIDTH + MEASURES_WIDTH + (stacked ? 4 : 5) * GAP.length;
  // Where room is short, names give way to the text, evenly.
  const wanted = fixed + clause + detector + (stacked ? 1 : Math.floor(total * SNIPPET_SHARE));
  if (wanted > total) {
    const each = Math.ceil((wanted - total) / 2);
    clause = Math.max(NAME_WIDTH.min, clause - each);
    detector = Math.max(NAME_WIDTH.min, detector - each);
  }
  const beside = total - fixed - clause - detector - 1;
  return { stacked, clause, detector, snippet: Math.max(10, stacked ? total - INDENT.length - 1 : beside) };
}

function nameWidth(names: readonly string[]): number {
  // Room for ` +2` behind a name.
  const widest = names.reduce((most, name) => Math.max(most, widthOf(name)), 0) + 3;
  return Math.min(NAME_WIDTH.max, Math.max(NAME_WIDTH.min, widest));
}

/** The line above the first row. */
export function headerRow(layout: Layout, colours: Colours): string {
  const cells = [
    fitCell("EVENT", EVENT_WIDTH),
    fitCell("OUTCOME", OUTCOME_WIDTH),
    fitCell("MEASURES", MEASURES_WIDTH),
    fitCell("CLAUSE", layout.clause),
    fitCell("DETECTOR", layout.detector),
    ...(layout.stacked ? [] : ["TEXT"]),
  ];
  return colours.bold(cells.join(GAP));
}

/** A row for an event with findings: the finding that decided stands first, `+2` says that there are two more. */
export function findingRow(event: Event, decision: Decision, layout: Layout, colours: Colours): string {
  const leading = leadingFinding(decision);
  const shadow = leading?.mode === "shadow";
  const paint = shadow ? colours.dim : outcomeColour(decision.outcome, colours);
  const measures = decision.measures.map((measure) => measure.kind).join(" ") || (shadow ? "(shadow)" : "–");
  const clauses = new Set(decision.findings.map((finding) => finding.clause));
  const snippet = snippetOf(event, leading, layout.snippet, colours);
  const row = [
    fitCell(safeLine(event.id), EVENT_WIDTH),
    paint(fitCell(decision.outcome, OUTCOME_WIDTH)),
    fitCell(measures, MEASURES_WIDTH),
    withMore(leading?.clause ?? "", clauses.size - 1, layout.clause),
    withMore(leading?.detector ?? "", decision.findings.length - 1, layout.detector),
  ].join(GAP);
  if (!layout.stacked) return row + GAP + snippet;
  return snippet === "" ? row.trimEnd() : `${row.trimEnd()}\n${INDENT}${snippet}`;
}

function withMore(name: string, more: number, width: number): string {
  if (more <= 0) return fitCell(name, width);
  const tail = ` +${more}`;
  return fitCell(cutTo(name, width - tail.length) + tail, width);
}

/** The finding that the strongest measure came from, else the first live one, else the first. */
export function leadingFinding(decision: Decision): Decision["findings"][number] | undefined {
  const [first] = decision.measures;
  const { findings } = decision;
  return (
    (first && findings.find((finding) => finding.detector === first.detector)) ??
    findings.find((finding) => finding.mode === "live") ??
    findings[0]
  );
}

function outcomeColour(outcome: Outcome, colours: Colours): (text: string) => string {
  const { red, magenta, yellow, green } = colours;
  return { act: red, hold: magenta, review: yellow, allow: green }[outcome];
}
