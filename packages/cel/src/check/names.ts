import type { Expr } from "../ast.js";
import type { Type } from "../types.js";

/** Variables that macros and `cel.bind` introduce, innermost first. */
export interface Scope {
  readonly name: string;
  readonly type: Type;
  readonly outer: Scope | undefined;
}

export function lookUp(scope: Scope | undefined, name: string): Type | undefined {
  for (let at = scope; at !== undefined; at = at.outer) if (at.name === name) return at.type;
  return undefined;
}

export function localNames(scope: Scope | undefined): string[] {
  const names: string[] = [];
  for (let at = scope; at !== undefined; at = at.outer) names.push(at.name);
  return names;
}

/** `a.b.c` for a chain of plain selections on a name, with the name it starts from; undefined for anything else. */
export function qualifiedName(expr: Expr): { root: string; path: string } | undefined {
  const fields: string[] = [];
  let at = expr;
  while (at.kind === "select" && !at.test) {
    fields.push(at.field);
    at = at.operand;
  }
  if (at.kind !== "ident") return undefined;
  return { root: at.name, path: [at.name, ...fields.toReversed()].join(".") };
}

/** What a name may stand for inside a container `a.b`: `a.b.name`, `a.name`, then `name`. A leading dot skips them. */
export function candidates(name: string, container: string): string[] {
  if (name.startsWith(".")) return [name.slice(1)];
  const names: string[] = [];
  for (let prefix = container; prefix !== ""; prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf(".")))) {
    names.push(`${prefix}.${name}`);
  }
  return [...names, name];
}
