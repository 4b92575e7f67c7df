/**
 * A guess, before any event has been seen, of the share of events that take a path. Only the order of guesses matters: a
 * wrong one costs time, never a finding.
 */
import { type Expr, format } from "@evenhand/cel";
import type { Access, AccessPath } from "./access-paths.js";

/** How many different literals the detectors of one event type compare a subject with. */
export type LiteralCounts = ReadonlyMap<string, ReadonlySet<string | number | boolean>>;

/** Counts the literals of every equality in `accesses`. */
export function countLiterals(accesses: readonly Access[]): LiteralCounts {
  const counts = new Map<string, Set<string | number | boolean>>();
  for (const { paths } of accesses) {
    for (const path of paths) {
      if (path.kind !== "equal") continue;
      const key = format(path.subject);
      const values = counts.get(key) ?? new Set();
      for (const value of path.values) values.add(value);
      counts.set(key, values);
    }
  }
  return counts;
}

/** Estimated share of events, 0 to 1, that take at least one path of `access`. */
export function selectivity(access: Access, literals: LiteralCounts): number {
  const sum = access.paths.reduce((total, path) => total + pathSelectivity(path, literals), 0);
  return Math.min(1, sum);
}

function pathSelectivity(path: AccessPath, literals: LiteralCounts): number {
  switch (path.kind) {
    case "equal": {
      if (typeof path.values[0] === "boolean") return path.values.length / 2;
      const distinct = literals.get(format(path.subject))?.size ?? 1;
      return path.values.length / (distinct + 4);
    }
    case "element":
      return 0.02 * path.values.length;
    case "literal":
      return path.literal.length < 4 ? 0.1 : 0.02;
    case "bound":
      return path.side === "above" && isCounter(path.subject) ? 0.03 : 0.3;
    case "linear":
      // Even where most rows hold, the table is quicker than as many conditions: always just worth an index.
      return path.op === "==" ? 0.05 : path.op === "!=" ? 0.44 : 0.4;
    case "true":
      return truthShare(path.subject);
  }
}

function isCounter(subject: Expr): boolean {
  return subject.kind === "call" && (subject.fn === "count" || subject.fn === "distinct");
}

/** What is not so is seldom rare: `a != "x"` and `!a` mostly hold. */
function truthShare(subject: Expr): number {
  if (isBankHit(subject)) return 0.05;
  return subject.kind === "call" && (subject.fn === "_!=_" || subject.fn === "!_") ? 0.9 : 0.4;
}

function isBankHit(subject: Expr): boolean {
  return (
    subject.kind === "call" && subject.fn === "any" && subject.target?.kind === "call" && subject.target.fn === "bank"
  );
}
