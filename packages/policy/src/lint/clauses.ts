import type { LintContext } from "./lint-context.js";

/** Clauses that no live detector cites. */
export function lintClauses({ policy, report }: LintContext): void {
  const live = new Set<string>();
  const shadow = new Set<string>();
  for (const { clause, mode } of policy.detectors) (mode === "live" ? live : shadow).add(clause);
  for (const clause of policy.clauses) {
    if (live.has(clause.id)) continue;
    const why = shadow.has(clause.id)
      ? `Only shadow detectors cite the clause "${clause.id}", and they never act.`
      : `No detector cites the clause "${clause.id}": only reports by people can bring it up.`;
    const advice = shadow.has(clause.id)
      ? "Make one live when its findings are good."
      : "Write a detector, with then: review if in doubt.";
    report("EH_LINT_CLAUSE_WITHOUT_DETECTOR", "warning", clause.origin, `${why} ${advice}`);
  }
}
