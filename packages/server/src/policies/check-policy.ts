/** Everything that is looked at before a policy is stored; pure, and run in a thread of its own. */
import type { Problem } from "@evenhand/contract";
import {
  type CaseReport,
  type CompiledPolicy,
  compilePolicy,
  lintPolicy,
  loadPolicy,
  type Policy,
  runCases,
} from "@evenhand/policy";
import { withExcerpts } from "./problem-excerpts.js";
import type { PolicyFiles } from "./policy-files.js";

/** Cases in short: what is stored with a version. */
export interface CaseSummary {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  /** Decisions made, swaps included. */
  readonly runs: number;
  readonly untestedDetectors: readonly string[];
  readonly untestedClauses: readonly string[];
}

/** A clause as it is stored for measures and statements to point at. */
export interface ClauseRow {
  readonly clause: string;
  readonly rule: string;
  readonly severity: number;
  readonly category: string;
  readonly dsa: string | null;
  readonly queue: string;
  readonly title: Readonly<Record<string, string>>;
  readonly text: Readonly<Record<string, string>>;
}

/** What checking came to; plain data. */
export interface PolicyCheck {
  /** Errors, warnings and failed cases, by file, line and column. */
  readonly problems: readonly Problem[];
  /** Undefined where the policy is refused. */
  readonly sound:
    | { readonly version: string; readonly name: string; readonly clauses: readonly ClauseRow[] }
    | undefined;
  readonly cases: CaseSummary;
}

const NO_CASES: CaseSummary = {
  total: 0,
  passed: 0,
  failed: 0,
  runs: 0,
  untestedDetectors: [],
  untestedClauses: [],
};

interface Checked {
  readonly check: PolicyCheck;
  /** For the backtest; undefined where there are errors. */
  readonly compiled: CompiledPolicy | undefined;
}

/** Loads, compiles and lints a policy, and runs its cases. A policy is sound without errors and without failed cases. */
export function checkPolicy(files: PolicyFiles): Checked {
  const { check, compiled } = checkParts(files);
  return { check: { ...check, problems: withExcerpts(check.problems.toSorted(byPlace), files) }, compiled };
}

function checkParts(files: PolicyFiles): Checked {
  const loaded = loadPolicy(files);
  const { policy } = loaded;
  if (policy === undefined) return refused(loaded.problems);
  const { compiled, problems } = compilePolicy(policy);
  const found = [...loaded.problems, ...problems, ...lintPolicy(policy, compiled)];
  if (compiled === undefined) return refused(found);
  const report = runCases(compiled, loaded.cases);
  const all = [...found, ...failedCases(report)];
  const sound = all.some((problem) => problem.severity !== "warning") ? undefined : soundPolicy(policy);
  return { check: { problems: all, sound, cases: summaryOf(report) }, compiled };
}

function refused(problems: readonly Problem[]): Checked {
  return { check: { problems, sound: undefined, cases: NO_CASES }, compiled: undefined };
}

function failedCases({ results }: CaseReport): Problem[] {
  return results
    .filter(({ ok }) => !ok)
    .map(({ name, where, differences }) => ({
      code: "EH_POLICY_CASE_FAILED",
      severity: "error",
      where,
      message: `The case "${name}" fails. ${differences.join(" ")}`,
    }));
}

function summaryOf({ results, ...rest }: CaseReport): CaseSummary {
  return { total: results.length, ...rest };
}

function soundPolicy({ version, name, clauses }: Policy): PolicyCheck["sound"] {
  return {
    version,
    name: storable(name),
    clauses: clauses.map(({ id, rule, severity, category, dsa, queue, title, text }) => ({
      clause: id,
      rule,
      severity,
      category: storable(category),
      dsa: dsa ?? null,
      queue,
      title,
      text,
    })),
  };
}

/** PostgreSQL's text holds no NUL; YAML can. */
function storable(text: string): string {
  return text.replaceAll("\0", "");
}

/** By file, then line, then column; the numbers as numbers. */
function byPlace(a: Problem, b: Problem): number {
  return (a.where ?? "").localeCompare(b.where ?? "", "en", { numeric: true });
}
