import type { Call, Expr } from "../../ast.js";
import { conjuncts, disjuncts } from "../conjuncts.js";

/** That an expression is true, or that it is false; not that it fails. */
export interface Assumption {
  readonly expr: Expr;
  readonly holds: boolean;
}

/** What an assumption says of its parts: `!a`, a true `&&` and a false `||` come apart. */
export function expand(expr: Expr, holds: boolean): Assumption[] {
  const atoms: Assumption[] = [];
  const pending: Assumption[] = [{ expr, holds }];
  while (pending.length > 0) {
    const next = pending.pop()!;
    const term = next.expr;
    const fn = term.kind === "call" && term.target === undefined ? term.fn : "";
    if (fn === "!_" && (term as Call).args.length === 1) {
      pending.push({ expr: (term as Call).args[0]!, holds: !next.holds });
    } else if ((fn === "_&&_" && next.holds) || (fn === "_||_" && !next.holds)) {
      const parts = fn === "_&&_" ? conjuncts(term) : disjuncts(term);
      pending.push(...parts.map((part) => ({ expr: part, holds: next.holds })).toReversed());
    } else atoms.push(next);
  }
  return atoms;
}

export type Relation = "<" | "<=" | ">" | ">=" | "==" | "!=";

const RELATIONS: Readonly<Record<string, Relation>> = {
  "_<_": "<",
  "_<=_": "<=",
  "_>_": ">",
  "_>=_": ">=",
  "_==_": "==",
  "_!=_": "!=",
};

export interface Comparison {
  readonly relation: Relation;
  readonly left: Expr;
  readonly right: Expr;
}

export function comparisonOf(expr: Expr): Comparison | undefined {
  if (expr.kind !== "call" || expr.target !== undefined || expr.args.length !== 2) return undefined;
  const relation = Object.hasOwn(RELATIONS, expr.fn) ? RELATIONS[expr.fn] : undefined;
  return relation === undefined ? undefined : { relation, left: expr.args[0]!, right: expr.args[1]! };
}

const MIRRORED: Readonly<Record<Relation, Relation>> = {
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
  "==": "==",
  "!=": "!=",
};

/** `5 < x` as `x > 5`. */
export function mirrored(comparison: Comparison): Comparison {
  return { relation: MIRRORED[comparison.relation], left: comparison.right, right: comparison.left };
}

/** How two values can stand to each other; the last where they have no order, as NaN and 1, or [1] and [2]. */
export const LESS = 1;
export const EQUAL = 2;
export const GREATER = 4;
export const UNORDERED = 8;

/** The standings under which a comparison is true. */
export const TRUE_FOR: Readonly<Record<Relation, number>> = {
  "<": LESS,
  "<=": LESS | EQUAL,
  ">": GREATER,
  ">=": GREATER | EQUAL,
  "==": EQUAL,
  "!=": LESS | GREATER | UNORDERED,
};
