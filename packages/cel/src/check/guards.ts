import type { Expr } from "../ast.js";
import { format } from "../format.js";
import type { Problem } from "../problem.js";
import type { Type } from "../types.js";
import { conjuncts, disjuncts } from "./conjuncts.js";
import { childrenOf } from "./walk.js";

/** Paths that are known to be there, as their canonical text. */
type Present = ReadonlySet<string>;

const NONE: Present = new Set();

/**
 * Reads of fields declared `absent: "error"` that no `has()` of the same path guards. A guard is an earlier term of the
 * same `&&` chain, `!has(…) || …`, or the condition of `? :`; the author's order counts although evaluation would
 * absorb some errors, since a reader follows it too.
 */
export function unguardedReads(expr: Expr, types: ReadonlyMap<number, Type>): Problem[] {
  const problems: Problem[] = [];

  const visit = (node: Expr, present: Present): void => {
    if (node.kind === "call" && node.target === undefined) {
      if (node.fn === "_&&_") return chain(conjuncts(node), present, true);
      if (node.fn === "_||_") return chain(disjuncts(node), present, false);
      if (node.fn === "_?_:_" && node.args.length === 3) {
        const [condition, yes, no] = node.args as readonly [Expr, Expr, Expr];
        visit(condition, present);
        visit(yes, union(present, shown(condition, true)));
        visit(no, union(present, shown(condition, false)));
        return;
      }
    }
    if (node.kind === "macro") {
      visit(node.range, present);
      const inner = without(without(present, node.variable), node.variable2);
      if (node.filter !== undefined) visit(node.filter, inner);
      visit(node.body, node.filter === undefined ? inner : union(inner, shown(node.filter, true)));
      return;
    }
    if (node.kind === "bind") {
      visit(node.value, present);
      visit(node.body, without(present, node.name));
      return;
    }
    if (node.kind === "select" && !node.test) report(node, present);
    for (const child of childrenOf(node)) visit(child, present);
  };

  const chain = (terms: readonly Expr[], present: Present, holds: boolean): void => {
    let known = present;
    for (const term of terms) {
      visit(term, known);
      known = union(known, shown(term, holds));
    }
  };

  const report = (node: Expr & { kind: "select" }, present: Present): void => {
    const owner = types.get(node.operand.id);
    if (owner?.kind !== "struct" || !Object.hasOwn(owner.fields, node.field)) return;
    if (owner.fields[node.field]!.absent !== "error") return;
    const path = format(node);
    if (present.has(path)) return;
    problems.push({
      code: "EH_CEL_UNGUARDED_FIELD",
      severity: "warning",
      message: `\`${path}\` may be absent, and reading it would then be an error. Ask first: \`has(${path}) && …\`.`,
      offset: node.nameOffset,
      length: node.field.length,
    });
  };

  visit(expr, NONE);
  return problems;
}

/** What is there for sure once the expression turned out true, or false. */
function shown(expr: Expr, holds: boolean): Present {
  if (expr.kind === "select" && expr.test) return holds ? paths(expr) : NONE;
  if (expr.kind !== "call" || expr.target !== undefined) return NONE;
  if (expr.fn === "!_" && expr.args.length === 1) return shown(expr.args[0]!, !holds);
  if (expr.fn === "_&&_" || expr.fn === "_||_") {
    const terms = expr.fn === "_&&_" ? conjuncts(expr) : disjuncts(expr);
    const each = terms.map((term) => shown(term, holds));
    // A chain of && that is true has only true terms; one that is false shows only what every term would show.
    const all = (expr.fn === "_&&_") === holds;
    return each.reduce((left, right) => (all ? union(left, right) : intersection(left, right)));
  }
  return NONE;
}

/** `has(a.b.c)` shows `a.b.c` and what it was reached through. */
function paths(expr: Expr & { kind: "select" }): Present {
  const found = new Set<string>([format({ ...expr, test: false })]);
  for (let at = expr.operand; at.kind === "select" && !at.test; at = at.operand) found.add(format(at));
  return found;
}

/** Inside a macro or bind a name means its variable, so nothing is known of paths that start from it. */
function without(present: Present, name: string | undefined): Present {
  if (name === undefined || present.size === 0) return present;
  return new Set([...present].filter((path) => !new RegExp(`(?<![.\\w\`])${name}(?!\\w)`).test(path)));
}

function union(left: Present, right: Present): Present {
  if (right.size === 0) return left;
  return left.size === 0 ? right : new Set([...left, ...right]);
}

function intersection(left: Present, right: Present): Present {
  return new Set([...left].filter((path) => right.has(path)));
}
