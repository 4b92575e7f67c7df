/**
 * Which lookups can lead to a conjunct: the ways in which a top-level part of a condition can become true.
 *
 * A path is *necessary*: whenever the conjunct is true or an error, at least one of its paths is taken. It need not be
 * sufficient; what is not exact is evaluated again among the rest of the condition. That is all that the plan's
 * equality with one-by-one evaluation rests on, and `plan.property.test.ts` holds it to it.
 */
import type { Checked, Expr, Literal } from "@evenhand/cel";
import { type LinearPath, linearPath } from "./linear.js";

/** `subject` equals one of the values (strings, numbers and booleans only). Exact. */
export interface EqualPath {
  readonly kind: "equal";
  readonly subject: Expr;
  readonly values: readonly (string | number | boolean)[];
}
/** The list `subject` contains the value. Exact. */
export interface ElementPath {
  readonly kind: "element";
  readonly subject: Expr;
  readonly values: readonly string[];
}
/** The string `subject` contains the literal. Exact where the conjunct is `contains` of it; else necessary only. */
export interface LiteralPath {
  readonly kind: "literal";
  readonly subject: Expr;
  readonly literal: string;
  /** Texts that are looked for together with the literal: where one of them is an error, the path is taken. */
  readonly others: readonly Expr[];
  readonly exact: boolean;
}
/** The number `subject` is at least (`above`) or at most (`below`) the bound, both inclusive. Exact for numbers. */
export interface BoundPath {
  readonly kind: "bound";
  readonly subject: Expr;
  readonly side: "above" | "below";
  readonly bound: number;
}
/** The boolean `subject` is true. Exact. */
export interface TruePath {
  readonly kind: "true";
  readonly subject: Expr;
}
export type AccessPath = EqualPath | ElementPath | LiteralPath | BoundPath | LinearPath | TruePath;

/** Lookups that together reach a conjunct, and whether taking one of them already proves it true. */
export interface Access {
  readonly paths: readonly AccessPath[];
  readonly exact: boolean;
}

/** Beyond this many alternatives, evaluating the conjunct is cheaper than keeping its detectors in so many lists. */
const MAX_PATHS = 64;

const MIRRORED: Readonly<Record<string, string>> = { "_<_": "_>_", "_<=_": "_>=_", "_>_": "_<_", "_>=_": "_<=_" };

/** How a conjunct can be reached, or undefined where it cannot be looked up. */
export function accessTo(conjunct: Expr, checked: Checked): Access | undefined {
  if (conjunct.kind !== "call") return conjunct.kind === "literal" ? undefined : truth(conjunct, checked);
  const { fn, args, target } = conjunct;
  const [left, right] = args;
  if (fn === "_||_") return either(args, checked);
  if (fn === "_==_" && left && right) {
    return (
      equal(left, right, checked) ??
      equal(right, left, checked) ??
      linear(fn, left, right, checked) ??
      truth(conjunct, checked)
    );
  }
  if (fn === "_!=_" && left && right) return linear(fn, left, right, checked) ?? truth(conjunct, checked);
  if (fn === "@in" && left && right) return member(left, right, checked) ?? truth(conjunct, checked);
  if (fn in MIRRORED && left && right) {
    return (
      bound(fn, left, right, checked) ??
      bound(MIRRORED[fn] ?? fn, right, left, checked) ??
      linear(fn, left, right, checked) ??
      truth(conjunct, checked)
    );
  }
  if (target !== undefined && left !== undefined)
    return literalIn(fn, target, left, checked) ?? truth(conjunct, checked);
  return truth(conjunct, checked);
}

function linear(fn: string, left: Expr, right: Expr, checked: Checked): Access | undefined {
  const path = linearPath(fn, left, right, checked);
  return path === undefined ? undefined : { paths: [path], exact: true };
}

/** A conjunct that several detectors share is evaluated once for all of them. */
function truth(conjunct: Expr, checked: Checked): Access | undefined {
  return checked.types.get(conjunct.id)?.kind === "bool"
    ? { paths: [{ kind: "true", subject: conjunct }], exact: true }
    : undefined;
}

/** An `||` is reached when either side is. */
function either(sides: readonly Expr[], checked: Checked): Access | undefined {
  const paths: AccessPath[] = [];
  let exact = true;
  for (const side of sides) {
    const access = accessTo(side, checked);
    if (access === undefined) return undefined;
    paths.push(...access.paths);
    exact &&= access.exact;
  }
  if (paths.length > MAX_PATHS) return undefined;
  // A side that is true makes the whole true, whatever the others are.
  return { paths, exact };
}

function equal(subject: Expr, literal: Expr, checked: Checked): Access | undefined {
  const value = scalar(literal, checked, subject);
  return value === undefined ? undefined : { paths: [{ kind: "equal", subject, values: [value] }], exact: true };
}

function member(subject: Expr, list: Expr, checked: Checked): Access | undefined {
  if (list.kind === "list" && list.elements.length > 0) {
    const values = list.elements.map((element) => scalar(element, checked, subject));
    if (values.some((value) => value === undefined)) return undefined;
    return { paths: [{ kind: "equal", subject, values: values as (string | number | boolean)[] }], exact: true };
  }
  const type = checked.types.get(list.id);
  if (
    subject.kind === "literal" &&
    typeof subject.value === "string" &&
    type?.kind === "list" &&
    type.element.kind === "string"
  ) {
    return { paths: [{ kind: "element", subject: list, values: [subject.value] }], exact: true };
  }
  return undefined;
}

/** A literal as an index key, where it has the subject's own static type; equality across types is left to the engine. */
function scalar(literal: Expr, checked: Checked, subject: Expr): string | number | boolean | undefined {
  if (literal.kind !== "literal" || subject.kind === "literal") return undefined;
  const type = checked.types.get(subject.id)?.kind;
  if (type !== literal.type) return undefined;
  if (typeof literal.value === "string" || typeof literal.value === "boolean") return literal.value;
  return literal.type === "int" ? safeNumber(literal) : undefined;
}

function safeNumber(literal: Literal): number | undefined {
  const value = Number(literal.value);
  return Number.isSafeInteger(value) ? value : undefined;
}

function bound(fn: string, subject: Expr, limit: Expr, checked: Checked): Access | undefined {
  if (subject.kind === "literal") return undefined;
  const type = checked.types.get(subject.id)?.kind;
  const side = fn === "_>_" || fn === "_>=_" ? "above" : "below";
  if (type === "duration") {
    // Spans of time are rounded for the look-up, so that being found proves nothing.
    const seconds = durationLiteral(limit);
    return seconds === undefined
      ? undefined
      : { paths: [{ kind: "bound", subject, side, bound: seconds }], exact: false };
  }
  if (type !== "int" && type !== "double") return undefined;
  const value = numberLiteral(limit);
  if (value === undefined) return undefined;
  const strict = fn === "_>_" || fn === "_<_";
  const inclusive = !strict ? value : side === "above" ? nextUp(value) : -nextUp(-value);
  return { paths: [{ kind: "bound", subject, side, bound: inclusive }], exact: true };
}

/** A literal small enough that ints and doubles compare with it as host numbers do. */
function numberLiteral(limit: Expr): number | undefined {
  if (limit.kind !== "literal" || (limit.type !== "int" && limit.type !== "double")) return undefined;
  const value = Number(limit.value);
  return Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined;
}

/** The smallest double above a finite one. */
function nextUp(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigInt64(0);
  view.setBigInt64(0, value > 0 ? bits + 1n : bits - 1n);
  return view.getFloat64(0);
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { h: 3_600, m: 60, s: 1 };

/** Seconds of `duration("36h")`; only the plain whole form, anything else is not looked up. */
function durationLiteral(limit: Expr): number | undefined {
  if (limit.kind !== "call" || limit.fn !== "duration" || limit.target !== undefined) return undefined;
  const [text] = limit.args;
  if (text?.kind !== "literal" || typeof text.value !== "string") return undefined;
  const parts = /^(\d{1,9})([hms])$/.exec(text.value);
  return parts === null ? undefined : Number(parts[1]) * (UNIT_SECONDS[parts[2] as string] as number);
}

/** What contains, begins or ends with a text contains every literal that the text is put together from. */
function literalIn(fn: string, subject: Expr, argument: Expr, checked: Checked): Access | undefined {
  if (fn !== "contains" && fn !== "startsWith" && fn !== "endsWith") return undefined;
  if (checked.types.get(subject.id)?.kind !== "string") return undefined;
  const pieces = concatenated(argument, checked);
  const others = pieces.filter((piece) => piece.kind !== "literal");
  const literal = pieces.reduce((longest, piece) => {
    const text = piece.kind === "literal" && typeof piece.value === "string" ? piece.value : "";
    return text.length > longest.length ? text : longest;
  }, "");
  if (literal === "") return undefined;
  const exact = fn === "contains" && pieces.length === 1;
  return { paths: [{ kind: "literal", subject, literal, others, exact }], exact };
}

/** The texts that a text is put together from by `+`: itself where it is not. */
function concatenated(expr: Expr, checked: Checked): readonly Expr[] {
  const joins = expr.kind === "call" && expr.fn === "_+_" && checked.types.get(expr.id)?.kind === "string";
  return joins ? expr.args.flatMap((arg) => concatenated(arg, checked)) : [expr];
}
