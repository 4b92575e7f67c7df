import type { Decision, Event } from "@evenhand/contract";

interface Example {
  readonly event: Event;
  readonly decision: Decision;
}

/**
 * Picks a few telling decisions of a run: one of each outcome, then of clauses not yet shown. Keeps at most one decision
 * per clause and outcome, so that memory is bounded by the policy.
 */
export class Examples {
  readonly #most: number;
  readonly #seen = new Map<string, Example>();

  constructor(most: number) {
    this.#most = most;
  }

  add(event: Event, decision: Decision): void {
    if (this.#most === 0 || decision.outcome === "allow") return;
    const first = decision.measures[0] ?? decision.findings.find(({ mode }) => mode === "live");
    if (first === undefined) return;
    const key = `${decision.outcome}\n${first.clause}`;
    if (!this.#seen.has(key)) this.#seen.set(key, { event, decision });
  }

  pick(): readonly Example[] {
    const picked: Example[] = [];
    const clauses = new Set<string>();
    const outcomes = new Set<string>();
    for (const fresh of ["both", "outcome", "clause", "any"] as const) {
      for (const [key, example] of this.#seen) {
        if (picked.length >= this.#most) return picked;
        const [outcome = "", clause = ""] = key.split("\n");
        const newOutcome = !outcomes.has(outcome);
        const newClause = !clauses.has(clause);
        const wanted =
          fresh === "any" ||
          (fresh === "both" ? newOutcome && newClause : fresh === "outcome" ? newOutcome : newClause);
        if (!wanted || picked.includes(example)) continue;
        picked.push(example);
        outcomes.add(outcome);
        clauses.add(clause);
      }
    }
    return picked;
  }
}
