import { type Expr, parse } from "@evenhand/cel";
import type { Problem } from "@evenhand/contract";
import type { CompiledPolicy } from "../compile-policy.js";
import type { Clause, Detector, Origin, Policy } from "../model.js";
import type { LintCode } from "./lint-codes.js";

/** What every check looks at, and where it reports. */
export interface LintContext {
  readonly policy: Policy;
  readonly clauseOf: (detector: Detector) => Clause | undefined;
  /** The condition of a detector as a tree. */
  readonly conditionOf: (detector: Detector) => Expr;
  readonly report: (code: LintCode, severity: "error" | "warning", origin: Origin, message: string) => void;
}

interface Located {
  readonly origin: Origin;
  readonly problem: Problem;
}

/** @param compiled spares parsing the conditions again, where there is one */
export function createLintContext(
  policy: Policy,
  compiled: CompiledPolicy | undefined,
): LintContext & { readonly problems: () => readonly Problem[] } {
  const clauses = new Map(policy.clauses.map((clause) => [clause.id, clause]));
  const trees = new Map<string, Expr>(compiled?.detectors.map(({ detector, checked }) => [detector.id, checked.expr]));
  const found: Located[] = [];
  return {
    policy,
    clauseOf: (detector) => clauses.get(detector.clause),
    conditionOf: (detector) => {
      const tree = trees.get(detector.id) ?? parse(detector.when);
      trees.set(detector.id, tree);
      return tree;
    },
    report: (code, severity, origin, message) => {
      const where = `${origin.file}:${origin.line}:${origin.column}`;
      found.push({ origin, problem: { code, severity, where, message } });
    },
    problems: () => found.toSorted((a, b) => byPlace(a.origin, b.origin)).map(({ problem }) => problem),
  };
}

function byPlace(a: Origin, b: Origin): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
