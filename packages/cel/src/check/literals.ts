import type { Call, Expr } from "../ast.js";
import type { Problem } from "../problem.js";
import { parseDuration } from "../values/duration.js";
import { CelError } from "../values/error.js";
import { intFromBigInt } from "../values/int.js";
import { parseTimestamp } from "../values/timestamp.js";
import { CelUint } from "../values/uint.js";
import { isHostFunction } from "./functions.js";
import { regexProblem } from "./regex.js";
import type { Signature } from "./standard-library.js";

/**
 * The value that a host function would get for an argument that is written out: a literal, a list of literals, or
 * `duration("…")` and `timestamp("…")` of one. Undefined for everything else.
 */
export function literalValue(expr: Expr): unknown {
  if (expr.kind === "literal") {
    if (expr.type === "int") return intFromBigInt(expr.value as bigint);
    return expr.type === "uint" ? new CelUint(expr.value as bigint) : expr.value;
  }
  if (expr.kind === "list") {
    const elements = expr.elements.map(literalValue);
    return elements.includes(undefined) ? undefined : elements;
  }
  const text = conversionArgument(expr, "duration") ?? conversionArgument(expr, "timestamp");
  if (text === undefined) return undefined;
  const value = (expr as Call).fn === "duration" ? parseDuration(text) : parseTimestamp(text);
  return value instanceof CelError ? undefined : value;
}

function conversionArgument(expr: Expr, fn: string): string | undefined {
  if (expr.kind !== "call" || expr.target !== undefined || expr.fn !== fn || expr.args.length !== 1) return undefined;
  const arg = expr.args[0]!;
  return arg.kind === "literal" && arg.type === "string" ? (arg.value as string) : undefined;
}

/**
 * What is wrong with the literal arguments of one call: patterns that are no regular expressions, texts that are no
 * durations, and what a host function says of its own. `source` lets the caret point into a pattern.
 */
export function literalProblems(expr: Call, forms: readonly Signature[], source: string | undefined): Problem[] {
  const operands = expr.target === undefined ? expr.args : [expr.target, ...expr.args];
  const form = forms.length === 1 ? forms[0]! : undefined;
  if (form !== undefined && isHostFunction(form)) {
    const owned = form.receiver === undefined ? expr.args : operands;
    return hostProblems(form, owned);
  }
  if (expr.fn === "matches" && operands.length === 2) {
    const pattern = operands[1]!;
    const found = pattern.kind === "literal" ? regexProblem(pattern, source) : undefined;
    return found === undefined ? [] : [found];
  }
  return conversionProblems(expr);
}

function conversionProblems(expr: Call): Problem[] {
  const duration = conversionArgument(expr, "duration");
  const timestamp = conversionArgument(expr, "timestamp");
  if (duration === undefined && timestamp === undefined) return [];
  const value = duration === undefined ? parseTimestamp(timestamp!) : parseDuration(duration);
  if (!(value instanceof CelError)) return [];
  return [badLiteral(expr.args[0]!, `${value.message}.`, undefined)];
}

function hostProblems(form: Signature, operands: readonly Expr[]): Problem[] {
  if (!isHostFunction(form) || form.checkLiterals === undefined) return [];
  const found = form.checkLiterals(operands.map(literalValue));
  if (found === undefined) return [];
  const at = operands[found.argument] ?? operands[0];
  return at === undefined ? [] : [badLiteral(at, found.message, found.suggestion)];
}

function badLiteral(at: Expr, message: string, suggestion: string | undefined): Problem {
  const base = { code: "EH_CEL_BAD_LITERAL", severity: "error", message, offset: at.offset } as const;
  return suggestion === undefined ? base : { ...base, suggestion };
}
