import type { Expr, Literal } from "../../ast.js";
import { format } from "../../format.js";
import { walk } from "../walk.js";

/** Names that an expression uses from outside. Names that it binds itself count too, which only makes callers careful. */
export function namesIn(expr: Expr): Set<string> {
  const names = new Set<string>();
  walk(expr, (node) => {
    if (node.kind === "ident") names.add(node.name);
  });
  return names;
}

/**
 * The expression with a literal in every place of a sub-expression, given by its canonical text and the names in it.
 * Bodies of macros and binds that give one of the names a new meaning are left alone. The same object where nothing
 * was replaced.
 */
export function substitute(
  expr: Expr,
  key: string,
  names: ReadonlySet<string>,
  literal: Pick<Literal, "type" | "value">,
): Expr {
  const go = (node: Expr): Expr => {
    if (node.kind !== "literal" && format(node) === key) {
      return { kind: "literal", id: node.id, offset: node.offset, ...literal };
    }
    switch (node.kind) {
      case "literal":
      case "ident":
        return node;
      case "select": {
        const operand = go(node.operand);
        return operand === node.operand ? node : { ...node, operand };
      }
      case "call": {
        const target = node.target === undefined ? undefined : go(node.target);
        const args = node.args.map(go);
        const same = target === node.target && args.every((arg, index) => arg === node.args[index]);
        return same ? node : { ...node, target, args };
      }
      case "list": {
        const elements = node.elements.map(go);
        return elements.every((element, index) => element === node.elements[index]) ? node : { ...node, elements };
      }
      case "macro": {
        const range = go(node.range);
        const hidden = names.has(node.variable) || (node.variable2 !== undefined && names.has(node.variable2));
        const filter = hidden || node.filter === undefined ? node.filter : go(node.filter);
        const body = hidden ? node.body : go(node.body);
        const same = range === node.range && filter === node.filter && body === node.body;
        return same ? node : { ...node, range, filter, body };
      }
      case "bind": {
        const value = go(node.value);
        const body = names.has(node.name) ? node.body : go(node.body);
        return value === node.value && body === node.body ? node : { ...node, value, body };
      }
      case "map":
      case "struct":
        return node;
    }
  };
  return go(expr);
}
