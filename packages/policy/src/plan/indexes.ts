/** Lookups from a value of the event to the detectors that it may satisfy. */
import { type Frame, isCelError } from "@evenhand/cel";
import { buildAutomaton } from "@evenhand/matching";
import type { Candidate, CandidateTable, Range, Search } from "./candidates.js";
import { addTo } from "./multimap.js";
import { countUpTo, toNumber } from "./numbers.js";

export interface Index {
  readonly description: string;
  /** Visits every detector that the event may satisfy through this index. */
  lookUp(frame: Frame, search: Search): void;
}

type Run = (frame: Frame) => unknown;

/** Posting lists by value, side by side in the table: `all` is all of them. */
function postings<V>(
  entries: readonly { readonly values: readonly V[]; readonly candidate: Candidate }[],
  table: CandidateTable,
): { readonly byValue: ReadonlyMap<V, Range>; readonly all: Range } {
  const lists = new Map<V, Candidate[]>();
  for (const { values, candidate } of entries) for (const value of new Set(values)) addTo(lists, value, candidate);
  const byValue = new Map([...lists].map(([value, list]) => [value, table.add(list)] as const));
  const ranges = [...byValue.values()];
  return { byValue, all: { from: ranges[0]?.from ?? 0, to: ranges.at(-1)?.to ?? 0 } };
}

/** Equality and set membership. */
export function equalIndex(
  description: string,
  run: Run,
  entries: readonly { values: readonly (string | number | boolean)[]; candidate: Candidate }[],
  table: CandidateTable,
): Index {
  const { byValue, all } = postings<unknown>(entries, table);
  return {
    description,
    lookUp(frame, search) {
      frame.cost = 0;
      const value = run(frame);
      const found = byValue.get(value);
      if (found !== undefined) search.visit(found.from, found.to);
      else if (isCelError(value)) search.visitUnproved(all.from, all.to);
    },
  };
}

/** `"x" in list`: the lookup goes through the list's elements. */
export function elementIndex(
  description: string,
  run: Run,
  entries: readonly { values: readonly string[]; candidate: Candidate }[],
  table: CandidateTable,
): Index {
  const { byValue, all } = postings<unknown>(entries, table);
  return {
    description,
    lookUp(frame, search) {
      frame.cost = 0;
      const value = run(frame);
      if (!Array.isArray(value)) {
        search.visitUnproved(all.from, all.to);
        return;
      }
      for (let i = 0; i < value.length; i++) {
        const found = byValue.get(value[i]);
        if (found !== undefined) search.visit(found.from, found.to);
      }
    },
  };
}

/**
 * Literals in a text: one pass of an automaton finds them all.
 *
 * @param others what has to be a text too for a literal that is not there to prove anything
 */
export function literalIndex(
  description: string,
  run: Run,
  others: readonly Run[],
  entries: readonly { literal: string; candidate: Candidate }[],
  table: CandidateTable,
): Index {
  const { byValue, all } = postings(
    entries.map(({ literal, candidate }) => ({ values: [literal], candidate })),
    table,
  );
  const automaton = buildAutomaton([...byValue.keys()]);
  const ranges = [...byValue.values()];
  return {
    description,
    lookUp(frame, search) {
      frame.cost = 0;
      const value = run(frame);
      if (typeof value !== "string" || !others.every((other) => isText(other, frame))) {
        search.visitUnproved(all.from, all.to);
        return;
      }
      for (const literal of automaton.present(value)) {
        const { from, to } = ranges[literal] as Range;
        search.visit(from, to);
      }
    },
  };
}

function isText(run: Run, frame: Frame): boolean {
  frame.cost = 0;
  return typeof run(frame) === "string";
}

/** Thresholds: sorted, so that only those that the value reaches are touched. */
export function boundIndex(
  description: string,
  run: Run,
  entries: readonly { side: "above" | "below"; bound: number; candidate: Candidate }[],
  table: CandidateTable,
): Index {
  const above = entries.filter((entry) => entry.side === "above").sort((a, b) => a.bound - b.bound);
  const below = entries.filter((entry) => entry.side === "below").sort((a, b) => b.bound - a.bound);
  const aboveBounds = Float64Array.from(above, (entry) => entry.bound);
  const belowBounds = Float64Array.from(below, (entry) => -entry.bound);
  const aboveRange = table.add(above.map((entry) => entry.candidate));
  const belowRange = table.add(below.map((entry) => entry.candidate));
  return {
    description,
    lookUp(frame, search) {
      frame.cost = 0;
      const value = toNumber(run(frame));
      if (value === undefined) {
        search.visitUnproved(aboveRange.from, belowRange.to);
        return;
      }
      search.visit(aboveRange.from, aboveRange.from + countUpTo(aboveBounds, value));
      search.visit(belowRange.from, belowRange.from + countUpTo(belowBounds, -value));
    },
  };
}

/** A condition's part that several detectors share: evaluated once, and where it is false, none of them is touched. */
export function trueIndex(
  description: string,
  run: Run,
  candidates: readonly Candidate[],
  table: CandidateTable,
): Index {
  const { from, to } = table.add(candidates);
  return {
    description,
    lookUp(frame, search) {
      frame.cost = 0;
      const value = run(frame);
      if (value === true) search.visit(from, to);
      else if (value !== false) search.visitUnproved(from, to);
    },
  };
}
