import type { Expr } from "../ast.js";
import type { Env } from "../env.js";
import { CelTypeValue, TYPE_NAMES } from "../values/type-value.js";
import type { Locals } from "./compiler.js";

/** `a.b.c` where an expression is nothing but names and dots; a leading dot is kept. */
export function qualifiedName(expr: Expr): string | undefined {
  if (expr.kind === "ident") return expr.name;
  if (expr.kind !== "select" || expr.test) return undefined;
  const prefix = qualifiedName(expr.operand);
  return prefix === undefined ? undefined : `${prefix}.${expr.field}`;
}

/** The variable of a macro or bind that a plain name means, if one is in scope. */
export function findLocal(name: string, locals: Locals | undefined): Locals | undefined {
  for (let at = locals; at !== undefined; at = at.parent) if (at.name === name) return at;
  return undefined;
}

/** Full names that a name may stand for, in the order of the specification: the innermost namespace first. */
export function candidates(name: string, container: string | undefined): string[] {
  if (name.startsWith(".")) return [name.slice(1)];
  const names: string[] = [];
  for (let scope = container ?? ""; scope !== ""; scope = scope.slice(0, Math.max(0, scope.lastIndexOf(".")))) {
    names.push(`${scope}.${name}`);
  }
  return [...names, name];
}

export type Meaning =
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "value"; readonly value: unknown };

/** What a qualified name that is no local variable means in an environment. */
export function resolveName(env: Env, name: string): Meaning | undefined {
  for (const candidate of candidates(name, env.container)) {
    if (Object.hasOwn(env.variables, candidate)) return { kind: "variable", name: candidate };
    const constant = env.messages?.enumValue(candidate);
    if (constant !== undefined) return { kind: "value", value: constant };
    if (TYPE_NAMES.has(candidate) || env.messages?.isMessage(candidate) === true) {
      return { kind: "value", value: new CelTypeValue(candidate) };
    }
  }
  return undefined;
}
