import { conjuncts, format } from "@evenhand/cel";
import { decideOutcome, type LiveFinding } from "../decision/decide-outcome.js";
import type { Clause, Detector } from "../model.js";
import type { LintContext } from "./lint-context.js";

interface Entry {
  readonly detector: Detector;
  /** Canonical texts of the terms of its condition. */
  readonly terms: ReadonlySet<string>;
}

/**
 * Live detectors that another one makes superfluous: it cites the same clause, looks at all their events, holds whenever
 * they hold (its terms are among theirs), and what they ask for adds nothing to what it does, at any standing.
 */
export function lintShadowed(context: LintContext): void {
  const byClause = new Map<Clause, Entry[]>();
  for (const detector of context.policy.detectors) {
    const clause = context.clauseOf(detector);
    if (clause === undefined || detector.mode !== "live") continue;
    const terms = new Set(conjuncts(context.conditionOf(detector)).map(format));
    const entries = byClause.get(clause) ?? [];
    entries.push({ detector, terms });
    byClause.set(clause, entries);
  }
  for (const [clause, entries] of byClause) lintClause(clause, entries, context);
}

function lintClause(clause: Clause, entries: readonly Entry[], { report }: LintContext): void {
  // A detector whose terms are among another's has its first term there: this spares comparing every pair.
  const byFirstTerm = new Map<string, Entry[]>();
  for (const entry of entries) {
    const [first = ""] = entry.terms;
    byFirstTerm.set(first, [...(byFirstTerm.get(first) ?? []), entry]);
  }
  for (const entry of entries) {
    const candidates = [...entry.terms].flatMap((term) => byFirstTerm.get(term) ?? []);
    const other = candidates.find((one) => shadows(one, entry, clause) && !staysFor(entry, one, clause));
    if (other === undefined) continue;
    const same = other.terms.size === entry.terms.size;
    const why = same ? "has the same condition" : "holds whenever it holds";
    const message = `The detector "${entry.detector.id}" never changes a decision: "${other.detector.id}" ${why} and does as much.`;
    const advice = "Take one of them out, or ask for something stronger where more is known.";
    report("EH_LINT_DETECTOR_SHADOWED", "warning", entry.detector.origin, `${message} ${advice}`);
  }
}

/** Of two that make each other superfluous, the first by id stays. */
function staysFor(entry: Entry, one: Entry, clause: Clause): boolean {
  return entry.detector.id < one.detector.id && shadows(entry, one, clause);
}

function shadows(one: Entry, entry: Entry, clause: Clause): boolean {
  if (one === entry || one.terms.size > entry.terms.size) return false;
  const { on } = one.detector;
  if (!entry.detector.on.every((type) => on.includes(type))) return false;
  for (const term of one.terms) if (!entry.terms.has(term)) return false;
  return Object.keys(clause.ladder).every((level) => {
    const alone = outcomeOf([one.detector], clause, level);
    return alone === outcomeOf([one.detector, entry.detector], clause, level);
  });
}

/** The decision on findings of these detectors, without the name of the detector that brought it about. */
function outcomeOf(detectors: readonly Detector[], clause: Clause, level: string): string {
  // oxlint-disable-next-line unicorn/no-thenable -- the policy's own word
  const findings: LiveFinding[] = detectors.map(({ id, then }) => ({ detector: id, clause, then, kind: "match" }));
  const { outcome, measures, reviews } = decideOutcome(findings, level, 0);
  return JSON.stringify([outcome, measures.map(({ kind, until, scope }) => [kind, until, scope]), reviews]);
}
