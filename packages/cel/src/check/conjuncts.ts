import type { Expr } from "../ast.js";

function flatten(expr: Expr, fn: string): Expr[] {
  const terms: Expr[] = [];
  const pending: Expr[] = [expr];
  while (pending.length > 0) {
    const term = pending.pop()!;
    if (term.kind === "call" && term.fn === fn && term.target === undefined) pending.push(...term.args.toReversed());
    else terms.push(term);
  }
  return terms;
}

/** The terms of the top-level `&&` chain in source order; the expression itself where it is no chain. */
export function conjuncts(expr: Expr): Expr[] {
  return flatten(expr, "_&&_");
}

/** The terms of the top-level `||` chain in source order; the expression itself where it is no chain. */
export function disjuncts(expr: Expr): Expr[] {
  return flatten(expr, "_||_");
}
