import type { CompiledPolicy } from "../compile-policy.js";
import type { CaseDoc } from "../load/index.js";
import { type CaseResult, runCase } from "./run-case.js";

export interface CaseReport {
  readonly results: readonly CaseResult[];
  readonly passed: number;
  readonly failed: number;
  /** Decisions made, swaps included. */
  readonly runs: number;
  /** Live detectors that no case makes hold. */
  readonly untestedDetectors: readonly string[];
  /** Clauses of live detectors that no case finds broken. */
  readonly untestedClauses: readonly string[];
}

/** Runs all cases of a policy. Each has counters and standing of its own; none sees another. */
export function runCases(compiled: CompiledPolicy, cases: readonly CaseDoc[]): CaseReport {
  const results = cases.map((doc) => runCase(compiled, doc));
  const passed = results.filter((result) => result.ok).length;
  const detectors = new Set<string>();
  const clauses = new Set<string>();
  for (const { decision } of results) {
    for (const finding of decision.findings) {
      if (finding.kind !== "match") continue;
      detectors.add(finding.detector);
      clauses.add(finding.clause);
    }
  }
  const live = compiled.policy.detectors.filter((detector) => detector.mode === "live");
  const cited = [...new Set(live.map((detector) => detector.clause))].sort();
  return {
    results,
    passed,
    failed: results.length - passed,
    runs: results.reduce((sum, result) => sum + result.runs, 0),
    untestedDetectors: live.map((detector) => detector.id).filter((id) => !detectors.has(id)),
    untestedClauses: cited.filter((id) => !clauses.has(id)),
  };
}
