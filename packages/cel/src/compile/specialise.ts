import type { Call, Expr } from "../ast.js";
import type { Implementation } from "../stdlib/overload.js";
import type { Type } from "../types.js";
import { CelDouble } from "../values/double.js";
import { CelError, located } from "../values/error.js";
import type { Closure } from "./closure.js";
import type { Compiler, Locals } from "./compiler.js";
import { compareNumbers, compareTimes, not } from "./fast/general.js";
import { type ArithmeticName, computeInts, isArithmetic } from "./fast/integers.js";
import { compareListSize, type ComparisonName, compareWithNumber } from "./fast/numeric.js";
import { matchesLiteral } from "./fast/regex.js";
import { fieldSource, type Slow, sourceOf } from "./fast/source.js";
import {
  containsText,
  endsWithText,
  equalsText,
  inLiterals,
  literalInList,
  SHORT_LITERAL,
  sizeOfField,
  startsWithText,
} from "./fast/text.js";
import { literalValue } from "./literal.js";

/** How the operands of a call are compiled and combined where nothing faster is known. */
export interface General {
  readonly run: Implementation;
  readonly closure: (operands: readonly Closure[]) => Closure;
}

/** Operators with the operands swapped. */
const MIRRORED: Readonly<Record<ComparisonName, ComparisonName>> = {
  "_<_": "_>_",
  "_<=_": "_>=_",
  "_>_": "_<_",
  "_>=_": "_<=_",
  "_==_": "_==_",
  "_!=_": "_!=_",
};

function isComparison(fn: string): fn is ComparisonName {
  return Object.hasOwn(MIRRORED, fn);
}

/**
 * A faster closure for a call whose shape and static types allow one; undefined for the rest. It gives the same results
 * as the general one, and hands every operand it is not made for to it.
 */
export function specialise(
  compiler: Compiler,
  call: Call,
  operands: readonly Expr[],
  locals: Locals | undefined,
  general: General,
): Closure | undefined {
  const [first, second] = operands;
  if (first === undefined) return undefined;
  if (second === undefined) return specialiseUnary(compiler, call, first, locals, general);
  if (operands.length > 2) return undefined;
  const slow = (fixed: unknown): Slow => slowPath(compiler, call, operands, locals, general, (value) => [value, fixed]);
  if (call.fn === "matches" && second.kind === "literal" && second.type === "string") {
    const pattern = second.value as string;
    return matchesLiteral(compiler.compile(first, locals), pattern, slow(pattern), call.nameOffset);
  }
  // Two literals are computed once, now.
  if (first.kind === "literal" && second.kind === "literal") return undefined;
  if (isComparison(call.fn)) {
    return first.kind === "literal"
      ? comparison(compiler, call, MIRRORED[call.fn], second, first, locals, general, true)
      : comparison(compiler, call, call.fn, first, second, locals, general, false);
  }
  if (isArithmetic(call.fn)) return arithmetic(compiler, call, call.fn, first, second, locals, general);
  if (call.fn === "@in") return membership(compiler, call, first, second, locals, general);
  if (second.kind !== "literal" || second.type !== "string" || call.target === undefined) return undefined;
  const text = second.value as string;
  switch (call.fn) {
    case "contains":
      return text.length > SHORT_LITERAL
        ? undefined
        : containsText(sourceOf(compiler, first, locals), text, slow(text));
    case "startsWith":
      return startsWithText(compiler.compile(first, locals), text, slow(text));
    case "endsWith":
      return endsWithText(compiler.compile(first, locals), text, slow(text));
    default:
      return undefined;
  }
}

/** Arithmetic of operands that are ints by their static types. */
function arithmetic(
  compiler: Compiler,
  call: Call,
  fn: ArithmeticName,
  first: Expr,
  second: Expr,
  locals: Locals | undefined,
  general: General,
): Closure | undefined {
  if (compiler.typeOf(first).kind !== "int" || compiler.typeOf(second).kind !== "int") return undefined;
  const value = second.kind === "literal" ? literalValue(second) : undefined;
  const literal = typeof value === "number" ? value : undefined;
  const [left, right] = [compiler.compile(first, locals), compiler.compile(second, locals)];
  return computeInts(fn, left, right, literal, general.run, call.nameOffset);
}

/** The general closure, and the general operation on a value that is there already. */
function slowPath(
  compiler: Compiler,
  call: Call,
  operands: readonly Expr[],
  locals: Locals | undefined,
  general: General,
  place: (value: unknown) => readonly [unknown, unknown],
): Slow {
  return {
    again: () => general.closure(operands.map((operand) => compiler.compile(operand, locals))),
    rest: (frame, value) => {
      if (value instanceof CelError) return value;
      const [a, b] = place(value);
      return located(general.run(frame, a, b, undefined, undefined), call.nameOffset);
    },
  };
}

function specialiseUnary(
  compiler: Compiler,
  call: Call,
  operand: Expr,
  locals: Locals | undefined,
  general: General,
): Closure | undefined {
  if (operand.kind === "literal") return undefined;
  if (call.fn === "!_") return not(compiler.compile(operand, locals), general.run, call.nameOffset);
  if (call.fn !== "size") return undefined;
  const type = compiler.typeOf(operand);
  const source = type.kind === "list" || type.kind === "string" ? sourceOf(compiler, operand, locals) : undefined;
  if (source?.kind !== "field") return undefined;
  return sizeOfField(
    source,
    slowPath(compiler, call, [operand], locals, general, (value) => [value, undefined]),
  );
}

/** `operand OP literal` (the literal was written first where `swapped`), or two operands of one type. */
function comparison(
  compiler: Compiler,
  call: Call,
  fn: ComparisonName,
  operand: Expr,
  other: Expr,
  locals: Locals | undefined,
  general: General,
  swapped: boolean,
): Closure | undefined {
  const written = swapped ? [other, operand] : [operand, other];
  const type = compiler.typeOf(operand);
  if (other.kind === "literal") {
    const value = literalValue(other);
    const slow = (): Slow =>
      slowPath(compiler, call, written, locals, general, (given) => (swapped ? [value, given] : [given, value]));
    const number = value instanceof CelDouble ? value.value : value;
    if (typeof number === "number" && (type.kind === "int" || type.kind === "double")) {
      const list = listMeasured(compiler, operand);
      const field = list === undefined ? undefined : fieldSource(compiler, list, locals);
      if (field !== undefined) return compareListSize(fn, field.root, field.name, number, slow().again());
      return compareWithNumber(fn, sourceOf(compiler, operand, locals), number, slow());
    }
    if (typeof value === "string" && (fn === "_==_" || fn === "_!=_") && mayBeText(type)) {
      return equalsText(sourceOf(compiler, operand, locals), value, fn === "_==_", slow());
    }
    return undefined;
  }
  const left = compiler.compile(written[0]!, locals);
  const right = compiler.compile(written[1]!, locals);
  if (type.kind === "timestamp" || type.kind === "duration")
    return compareTimes(call.fn as ComparisonName, left, right, general.run, call.nameOffset);
  return compareNumbers(call.fn as ComparisonName, left, right, general.run, call.nameOffset);
}

/** The list whose size an expression is, if it is nothing else. */
function listMeasured(compiler: Compiler, expr: Expr): Expr | undefined {
  if (expr.kind !== "call" || expr.fn !== "size" || compiler.isShared(expr)) return undefined;
  const list = expr.target ?? expr.args[0];
  return list !== undefined && compiler.typeOf(list).kind === "list" ? list : undefined;
}

/** Only a field declared string may be read raw; a field of any type may hold a string behind a closure. */
function mayBeText(type: Type): boolean {
  return type.kind === "string" || type.kind === "dyn";
}

/** `x in [literals]` through a set, and `"x" in list of strings`. */
function membership(
  compiler: Compiler,
  call: Call,
  element: Expr,
  list: Expr,
  locals: Locals | undefined,
  general: General,
): Closure | undefined {
  if (element.kind === "literal") {
    const type = compiler.typeOf(list);
    if (element.type !== "string" || type.kind !== "list" || type.element.kind !== "string") return undefined;
    const value = element.value as string;
    const slow = slowPath(compiler, call, [element, list], locals, general, (given) => [value, given]);
    return literalInList(compiler.compile(list, locals), value, slow);
  }
  if (list.kind !== "list" || list.elements.length === 0) return undefined;
  const values: unknown[] = [];
  for (const one of list.elements) {
    if (one.kind !== "literal") return undefined;
    values.push(literalValue(one));
  }
  const type = typeof values[0];
  if ((type !== "string" && type !== "number") || !values.every((value) => typeof value === type)) return undefined;
  const slow = slowPath(compiler, call, [element, list], locals, general, (given) => [given, values]);
  // Where the element is not of the literals' type, the general way compares one by one.
  const wanted = compiler.typeOf(element).kind;
  const source =
    wanted === "string" || wanted === "int"
      ? sourceOf(compiler, element, locals)
      : ({ kind: "closure", read: compiler.compile(element, locals) } as const);
  return inLiterals(source, new Set(values), type, slow);
}
