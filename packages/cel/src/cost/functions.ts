import type { Expr } from "../ast.js";
import { compileRegex, LARGEST_DYNAMIC, MAX_PATTERN_LENGTH, regexCompileUnits, regexUnits } from "../stdlib/regex.js";
import {
  BIG_UNITS,
  FORMAT_UNITS,
  keysUnits,
  searchLastUnits,
  searchUnits,
  TEXT_UNITS,
  utf8Units,
  walkUnits,
  ZONE_UNITS,
} from "../stdlib/units.js";
import { CelError } from "../values/error.js";
import { codePointLength } from "../values/strings.js";
import { collection, elementOf, type Extent, larger, SCALAR, text } from "./extent.js";

/** Cost units of one call at most, without its operands, and the largest result. */
export interface CallBound {
  readonly units: number;
  readonly result: Extent;
}

/** Text of one number, moment or span of time at most; with `format`, of one number with decimals. */
const SCALAR_TEXT = 48;
const FORMATTED_SCALAR = 1_500;

function isFlat(extent: Extent): boolean {
  return extent.element === undefined && extent.deep !== true;
}

/** Comparing two values in depth; a scalar or text on either side ends it there. */
export function equalityUnits(left: Extent, right: Extent): number {
  const shallow = isFlat(left) || isFlat(right);
  const total = Math.min(left.total, right.total);
  return shallow ? 1 + total / 16 : 1 + keysUnits(left.total) + 24 * total;
}

/**
 * Bounds of a call of the standard library, operators included. Operands come with the receiver first. The charges are
 * at least those that evaluation counts.
 */
export function standardBound(fn: string, operands: readonly Extent[], exprs: readonly Expr[]): CallBound {
  const [a = SCALAR, b = SCALAR, c = SCALAR] = operands;
  const scalar = (units: number): CallBound => ({ units, result: SCALAR });
  const built = (result: Extent): CallBound => ({ units: 2 + a.size / 4 + result.size / 4, result });
  switch (fn) {
    case "_==_":
    case "_!=_":
      return scalar(equalityUnits(a, b));
    case "_<_":
    case "_<=_":
    case "_>_":
    case "_>=_":
      return scalar(1 + Math.min(a.size, b.size) / 16);
    case "@in":
      return b.key === undefined ? scalar(1 + b.size * (2 + equalityUnits(a, elementOf(b)))) : scalar(2);
    case "_[_]":
      return { units: 1, result: elementOf(a) };
    case "_?_:_":
      return { units: 1, result: larger(b, c) };
    case "_+_":
      return sum(a, b);
    case "dyn":
      return { units: 1, result: a };
    case "size":
      return scalar(1 + (a.key === undefined ? a.size / 4 : keysUnits(a.size)));
    case "contains":
      return scalar(2 + searchUnits(a.size, b.size));
    case "lastIndexOf":
      return scalar(2 + walkUnits(a.size) + searchLastUnits(a.size, b.size));
    case "indexOf":
      return scalar(2 + a.size / 4 + searchUnits(a.size, b.size));
    case "startsWith":
    case "endsWith":
      return scalar(1 + b.size / 16);
    case "matches":
      return scalar(matchUnits(a, exprs[0], exprs[1]));
    case "string":
      return { units: TEXT_UNITS + utf8Units(a.size), result: text(Math.max(a.size, SCALAR_TEXT)) };
    case "bytes":
      return { units: 2 + utf8Units(a.size), result: text(a.size * 3) };
    case "charAt":
      return { units: 2 + a.size / 4, result: text(2) };
    case "lowerAscii":
    case "upperAscii":
    case "substring":
      return built(text(a.size));
    case "trim":
      return { units: 2 + a.size, result: text(a.size) };
    case "replace":
      return replaceBound(a, b, c, exprs[1]);
    case "split": {
      const parts = text(a.size);
      const result = { ...collection(a.size + 1, parts), total: 2 * a.size + 1 };
      return { units: 4 + 4 * a.size + 2 * a.size + searchUnits(a.size, b.size), result };
    }
    case "join":
      return joined(text(a.total + a.size * b.size), a);
    case "format":
      return joined(text(a.size + 24 * b.total + FORMATTED_SCALAR * b.size), b, FORMAT_UNITS * b.total);
    case "strings.quote":
      return { units: 4 + 2 * a.size, result: text(2 * a.size + 2) };
    default:
      // Arithmetic and the like; parts of a timestamp, in a time zone of its own where there is a second operand.
      if (!/^[a-z]/.test(fn)) return scalar(2 + BIG_UNITS);
      return scalar(operands.length === 2 && fn.startsWith("get") ? TEXT_UNITS + ZONE_UNITS : TEXT_UNITS);
  }
}

/** What is replaced is as long as it is written, where it is written out: then a text can hold it only so often. */
function replaceBound(subject: Extent, from: Extent, to: Extent, fromExpr: Expr | undefined): CallBound {
  const literal =
    fromExpr?.kind === "literal" && typeof fromExpr.value === "string" ? codePointLength(fromExpr.value) : 0;
  // An empty text is found before every character and at the end.
  const matches = literal === 0 ? subject.size + 1 : Math.floor(subject.size / literal);
  const result = text(subject.size + matches * Math.max(0, to.size - literal));
  const built = subject.size + 2 * result.size + matches * to.size;
  return { units: 4 + 4 * matches + built / 8 + searchUnits(subject.size, from.size), result };
}

function joined(result: Extent, parts: Extent, more = 0): CallBound {
  return { units: 4 + more + 4 * parts.size + result.size, result };
}

function sum(a: Extent, b: Extent): CallBound {
  if (a.element !== undefined || b.element !== undefined) {
    const size = a.size + b.size;
    const result = { ...larger(a, b), size, total: a.total + b.total };
    return { units: 2 + size / 2, result };
  }
  return { units: 2 + BIG_UNITS + (a.size + b.size) / 8, result: text(a.size + b.size) };
}

function matchUnits(subject: Extent, subjectExpr: Expr | undefined, pattern: Expr | undefined): number {
  if (pattern?.kind === "literal" && typeof pattern.value === "string") {
    const regex = compileRegex(pattern.value);
    if (regex instanceof CelError) return 1;
    if (subjectExpr?.kind !== "literal") return 1 + regexUnits(subject.size, regex);
    // A text written out is matched like one with a pattern that is known only when it runs.
    return 1 + regexCompileUnits(pattern.value.length) + regexUnits(subject.size, { size: regex.size, tame: false });
  }
  return 1 + regexCompileUnits(MAX_PATTERN_LENGTH) + regexUnits(subject.size, LARGEST_DYNAMIC);
}
