import type { Expr } from "../ast.js";

/** The direct sub-expressions in source order. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "literal":
    case "ident":
      return [];
    case "select":
      return [expr.operand];
    case "call":
      return expr.target === undefined ? expr.args : [expr.target, ...expr.args];
    case "list":
      return expr.elements;
    case "map":
      return expr.entries.flatMap((entry) => [entry.key, entry.value]);
    case "struct":
      return expr.fields.map((field) => field.value);
    case "macro":
      return expr.filter === undefined ? [expr.range, expr.body] : [expr.range, expr.filter, expr.body];
    case "bind":
      return [expr.value, expr.body];
  }
}

/** Calls `visit` for the node and everything below it, a node before its children. */
export function walk(expr: Expr, visit: (node: Expr) => void): void {
  const pending: Expr[] = [expr];
  while (pending.length > 0) {
    const node = pending.pop()!;
    visit(node);
    pending.push(...childrenOf(node).toReversed());
  }
}
