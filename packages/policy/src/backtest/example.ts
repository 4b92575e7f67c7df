import type { Decision, Event } from "@evenhand/contract";
import { TextFacts } from "../facts/text-facts.js";
import { shorten } from "../text/shorten.js";
import { foundClauses } from "./label-tally.js";

/** Longest text of an example, in UTF-16 code units. */
const SNIPPET = 120;

/** One event that the two policies decide differently. */
export interface BacktestExample {
  readonly event: { readonly source: string; readonly id: string; readonly type: string };
  /** The beginning of its text; of an account event, of its names. */
  readonly text: string;
  /** Outcome and measures, or where there are none the clauses that were found. */
  readonly before: string;
  readonly after: string;
}

export function exampleOf(event: Event, before: Decision, after: Decision): BacktestExample {
  const { source, id, type } = event;
  const text = shorten(new TextFacts(event).all, SNIPPET).replaceAll("\n", " ");
  return { event: { source, id, type }, text, before: brief(before), after: brief(after) };
}

function brief(decision: Decision): string {
  const measures = decision.measures.map(({ kind, clause, scope, until }) => {
    const details = [scope === undefined ? kind : `${kind} ${scope}`, `(${clause})`];
    return [...details, ...(until === null ? [] : [`until ${until}`])].join(" ");
  });
  const clauses = [...foundClauses(decision)];
  if (measures.length > 0) return `${decision.outcome}: ${measures.join(", ")}`;
  return clauses.length > 0 ? `${decision.outcome}: ${clauses.join(", ")}` : decision.outcome;
}
