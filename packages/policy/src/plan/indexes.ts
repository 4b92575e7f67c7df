/** Lookups from a value of the event to the detectors that it may satisfy. */
import { CelDuration, type Frame, isCelError } from "@evenhand/cel";
import { buildAutomaton } from "@evenhand/matching";
import type { Conjunct, DetectorPlan } from "./detector-plan.js";
import { addTo } from "./multimap.js";

/** A detector in an index. */
export interface Candidate {
  readonly plan: DetectorPlan;
  /** What is left to evaluate when it was found here: less than all where being found proves a part. */
  readonly rest: readonly Conjunct[];
}

export type Visit = (candidate: Candidate) => void;

export interface Index {
  readonly description: string;
  /** Calls `visit` for every detector that the event may satisfy through this index. */
  lookUp(frame: Frame, visit: Visit): void;
}

type Run = (frame: Frame) => unknown;

function visitAll(candidates: readonly Candidate[], visit: Visit): void {
  for (let i = 0; i < candidates.length; i++) visit(candidates[i] as Candidate);
}

/** Where the subject itself is an error, nothing is proved and every detector of the index has to be evaluated. */
export function visitUnproved(candidates: readonly Candidate[], visit: Visit): void {
  for (const { plan } of candidates) visit({ plan, rest: plan.conjuncts });
}

/** Candidates under each of their values. */
function groupByValue(
  entries: readonly { values: readonly unknown[]; candidate: Candidate }[],
): Map<unknown, Candidate[]> {
  const byValue = new Map<unknown, Candidate[]>();
  for (const { values, candidate } of entries) {
    for (const value of new Set(values)) {
      addTo(byValue, value, candidate);
    }
  }
  return byValue;
}

/** Equality and set membership. */
export function equalIndex(
  description: string,
  run: Run,
  entries: readonly { values: readonly (string | number | boolean)[]; candidate: Candidate }[],
): Index {
  const byValue = groupByValue(entries);
  const all = entries.map((entry) => entry.candidate);
  return {
    description,
    lookUp(frame, visit) {
      frame.cost = 0;
      const value = run(frame);
      const found = byValue.get(value);
      if (found !== undefined) visitAll(found, visit);
      else if (isCelError(value)) visitUnproved(all, visit);
    },
  };
}

/** `"x" in list`: the lookup goes through the list's elements. */
export function elementIndex(
  description: string,
  run: Run,
  entries: readonly { values: readonly string[]; candidate: Candidate }[],
): Index {
  const byValue = groupByValue(entries);
  const all = entries.map((entry) => entry.candidate);
  return {
    description,
    lookUp(frame, visit) {
      frame.cost = 0;
      const value = run(frame);
      if (!Array.isArray(value)) {
        visitUnproved(all, visit);
        return;
      }
      for (let i = 0; i < value.length; i++) {
        const found = byValue.get(value[i]);
        if (found !== undefined) visitAll(found, visit);
      }
    },
  };
}

/** Literals in a text: one pass of an automaton finds them all. */
export function literalIndex(
  description: string,
  run: Run,
  entries: readonly { literal: string; candidate: Candidate }[],
): Index {
  const byLiteral = new Map<string, Candidate[]>();
  for (const { literal, candidate } of entries) {
    addTo(byLiteral, literal, candidate);
  }
  const automaton = buildAutomaton([...byLiteral.keys()]);
  const lists = [...byLiteral.values()];
  const all = entries.map((entry) => entry.candidate);
  return {
    description,
    lookUp(frame, visit) {
      frame.cost = 0;
      const value = run(frame);
      if (typeof value !== "string") {
        visitUnproved(all, visit);
        return;
      }
      for (const literal of automaton.present(value)) visitAll(lists[literal] as Candidate[], visit);
    },
  };
}

/** Thresholds: sorted, so that only those that the value reaches are touched. */
export function boundIndex(
  description: string,
  run: Run,
  entries: readonly { side: "above" | "below"; bound: number; candidate: Candidate }[],
): Index {
  const above = entries.filter((entry) => entry.side === "above").sort((a, b) => a.bound - b.bound);
  const below = entries.filter((entry) => entry.side === "below").sort((a, b) => b.bound - a.bound);
  const aboveBounds = Float64Array.from(above, (entry) => entry.bound);
  const belowBounds = Float64Array.from(below, (entry) => entry.bound);
  const aboveCandidates = above.map((entry) => entry.candidate);
  const belowCandidates = below.map((entry) => entry.candidate);
  return {
    description,
    lookUp(frame, visit) {
      frame.cost = 0;
      const value = toNumber(run(frame));
      if (value === undefined) {
        visitUnproved(aboveCandidates, visit);
        visitUnproved(belowCandidates, visit);
        return;
      }
      for (let i = 0; i < aboveBounds.length && (aboveBounds[i] as number) <= value; i++) {
        visit(aboveCandidates[i] as Candidate);
      }
      for (let i = 0; i < belowBounds.length && (belowBounds[i] as number) >= value; i++) {
        visit(belowCandidates[i] as Candidate);
      }
    },
  };
}

/** A number that keeps the order of the value; undefined where it has none. NaN reaches no bound, as in CEL. */
function toNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  // Rounding to a double keeps order, and bounds are inclusive: nothing is lost, and the condition is evaluated again.
  if (value instanceof CelDuration) return value.seconds + value.nanos / 1e9;
  if (typeof value === "object" && value !== null && "value" in value && typeof value.value === "number")
    return value.value;
  return undefined;
}

/** A condition's part that several detectors share: evaluated once, and where it is false, none of them is touched. */
export function trueIndex(description: string, run: Run, candidates: readonly Candidate[]): Index {
  return {
    description,
    lookUp(frame, visit) {
      frame.cost = 0;
      const value = run(frame);
      if (value === true) visitAll(candidates, visit);
      else if (value !== false) visitUnproved(candidates, visit);
    },
  };
}
