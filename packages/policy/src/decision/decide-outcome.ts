/**
 * From findings to measures: the semantics that docs/decisions.md tells as a table. A pure function of the findings, the
 * clauses they cite and the account's standing.
 */
import { type Measure, measureStrength, measureTarget, type Outcome } from "@evenhand/contract";
import { formatTime } from "../facts/time.js";
import type { Clause, MeasureSpec, Then } from "../model.js";

/** A live detector that held, or failed to answer. */
export interface LiveFinding {
  readonly detector: string;
  readonly clause: Clause;
  readonly then: Then;
  readonly kind: "match" | "error";
}

export interface OutcomeAndMeasures {
  readonly outcome: Outcome;
  readonly measures: readonly Measure[];
  /** Clauses for which a person must look. */
  readonly reviews: readonly string[];
}

/** One finding's answer: what a machine does at once, and whether a person must look. */
interface Answer {
  readonly measure: MeasureSpec | undefined;
  readonly review: boolean;
}

const ALLOWED: OutcomeAndMeasures = { outcome: "allow", measures: [], reviews: [] };

/**
 * Decides one event.
 *
 * @param findings live findings only: shadow findings never act, so they never come here
 * @param level the account's standing level; each clause's ladder has every level of the policy
 * @param timeMs the event's time, from which timed measures run
 */
export function decideOutcome(findings: readonly LiveFinding[], level: string, timeMs: number): OutcomeAndMeasures {
  if (findings.length === 0) return ALLOWED;
  const strongest = new Map<string, { finding: LiveFinding; spec: MeasureSpec }>();
  const reviews = new Set<string>();
  for (const finding of findings) {
    const { measure, review } = answer(finding, level);
    if (review) reviews.add(finding.clause.id);
    if (measure === undefined) continue;
    // Per clause, only the strongest measure on the item and the strongest on the account: a weaker one adds nothing.
    const place = `${finding.clause.id}\n${measureTarget(measure.kind)}`;
    const held = strongest.get(place);
    if (held === undefined || outranks(measure, finding, held)) strongest.set(place, { finding, spec: measure });
  }
  const measures = [...strongest.values()]
    .map(({ finding, spec }) => toMeasure(finding, spec, timeMs))
    .sort(byStrength);
  // What is held waits for a person.
  for (const measure of measures) if (measure.kind === "hold") reviews.add(measure.clause);
  return { outcome: outcomeOf(measures, reviews), measures, reviews: [...reviews].sort() };
}

/** What one finding leads to: the strongest measure that the ladder and the automation limit allow. */
function answer(finding: LiveFinding, level: string): Answer {
  const { clause, then } = finding;
  if (finding.kind === "error" || then.kind === "review") return { measure: undefined, review: true };
  const ladder = clause.ladder[level] ?? [];
  const allowed = then.kind === "ladder" ? ladder.at(-1) : strongestUpTo(ladder, then.measure);
  if (allowed === undefined) return { measure: undefined, review: true };
  const { automation } = clause;
  if (automation === "review") return { measure: undefined, review: true };
  if (measureStrength(allowed.kind) <= measureStrength(automation)) {
    return { measure: allowed, review: false };
  }
  // A machine may not go so far alone: it goes as far as it may, and a person decides on the rest.
  return {
    measure: ladder.findLast((spec) => measureStrength(spec.kind) <= measureStrength(automation)),
    review: true,
  };
}

/** The measure that was asked for, where the ladder has it; otherwise the strongest weaker one. */
function strongestUpTo(ladder: readonly MeasureSpec[], asked: MeasureSpec): MeasureSpec | undefined {
  const limit = measureStrength(asked.kind);
  const allowed = ladder.findLast((spec) => measureStrength(spec.kind) <= limit);
  if (allowed === undefined || allowed.kind !== asked.kind) return allowed;
  // Same kind: the ladder's length is the longest allowed; a detector may ask for less, and names its own scope.
  return { kind: asked.kind, forMs: shorter(asked.forMs, allowed.forMs), scope: asked.scope ?? allowed.scope };
}

function shorter(asked: number | undefined, allowed: number | undefined): number | undefined {
  if (asked === undefined) return allowed;
  return allowed === undefined ? asked : Math.min(asked, allowed);
}

/** Stronger, then longer, then the smaller detector id: ties do not depend on any order. */
function outranks(spec: MeasureSpec, finding: LiveFinding, held: { finding: LiveFinding; spec: MeasureSpec }): boolean {
  const byKind = measureStrength(spec.kind) - measureStrength(held.spec.kind);
  if (byKind !== 0) return byKind > 0;
  const mine = spec.forMs ?? Number.POSITIVE_INFINITY;
  const theirs = held.spec.forMs ?? Number.POSITIVE_INFINITY;
  if (mine !== theirs) return mine > theirs;
  return finding.detector < held.finding.detector;
}

function toMeasure({ clause, detector }: LiveFinding, { kind, forMs, scope }: MeasureSpec, timeMs: number): Measure {
  const until = forMs === undefined ? null : formatTime(timeMs + forMs);
  const measure = { kind, clause: clause.id, detector, until };
  return scope === undefined ? measure : { ...measure, scope };
}

function byStrength(a: Measure, b: Measure): number {
  const byKind = measureStrength(b.kind) - measureStrength(a.kind);
  if (byKind !== 0) return byKind;
  if (a.clause !== b.clause) return a.clause < b.clause ? -1 : 1;
  return 0;
}

function outcomeOf(measures: readonly Measure[], reviews: ReadonlySet<string>): Outcome {
  if (measures.some((measure) => measure.kind === "hold")) return "hold";
  if (reviews.size > 0) return "review";
  return measures.length > 0 ? "act" : "allow";
}
