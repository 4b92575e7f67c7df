import { type Decision, OUTCOMES, type Outcome } from "@evenhand/contract";

/** Counts of a run. Bounded by the policy's size, whatever the input. */
export class Tally {
  events = 0;
  malformed = 0;
  errors = 0;
  readonly outcomes = new Map<Outcome, number>(OUTCOMES.map((outcome) => [outcome, 0]));
  /** Events by clause and by detector: live matches. */
  readonly clauses = new Map<string, number>();
  readonly detectors = new Map<string, number>();
  readonly shadow = new Map<string, number>();

  add(decision: Decision): void {
    this.events += 1;
    bump(this.outcomes, decision.outcome);
    if (decision.findings.length === 0) return;
    const clauses = new Set<string>();
    for (const finding of decision.findings) {
      if (finding.kind === "error") this.errors += 1;
      else if (finding.mode === "shadow") bump(this.shadow, finding.detector);
      else {
        clauses.add(finding.clause);
        bump(this.detectors, finding.detector);
      }
    }
    for (const clause of clauses) bump(this.clauses, clause);
  }
}

function bump<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** The largest counts first, ties by name. */
export function topOf(counts: ReadonlyMap<string, number>, most: number): [string, number][] {
  return [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, most);
}
