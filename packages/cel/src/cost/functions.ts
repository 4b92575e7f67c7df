import type { Expr } from "../ast.js";
import { compileRegex, MAX_PATTERN_LENGTH, MAX_PROGRAM_SIZE, regexCompileUnits, regexUnits } from "../stdlib/regex.js";
import { searchUnits } from "../stdlib/search.js";
import { ZONE_UNITS } from "../stdlib/time.js";
import { CelError } from "../values/error.js";
import { collection, elementOf, type Extent, larger, SCALAR, text } from "./extent.js";

/** Cost units of one call at most, without its operands, and the largest result. */
export interface CallBound {
  readonly units: number;
  readonly result: Extent;
}

/** A character may take two UTF-16 units, in which running time is counted. */
const UNITS_PER_CHARACTER = 2;
/** Text of one number, moment or span of time at most; with `format`, of one number with decimals. */
const SCALAR_TEXT = 48;
const FORMATTED_SCALAR = 1_500;

function unitsOf(extent: Extent): number {
  return extent.size * UNITS_PER_CHARACTER;
}

function isFlat(extent: Extent): boolean {
  return extent.element === undefined && extent.deep !== true;
}

/** Comparing two values in depth; a scalar or text on either side ends it there. */
export function equalityUnits(left: Extent, right: Extent): number {
  const shallow = isFlat(left) || isFlat(right);
  const total = Math.min(left.total, right.total) * UNITS_PER_CHARACTER;
  return shallow ? 1 + total / 16 : 1 + left.total + 6 * total;
}

/**
 * Bounds of a call of the standard library, operators included. Operands come with the receiver first. The charges are
 * at least those that evaluation counts.
 */
export function standardBound(fn: string, operands: readonly Extent[], exprs: readonly Expr[]): CallBound {
  const [a = SCALAR, b = SCALAR, c = SCALAR] = operands;
  const scalar = (units: number): CallBound => ({ units, result: SCALAR });
  const built = (result: Extent): CallBound => ({ units: 2 + unitsOf(a) / 4 + unitsOf(result) / 4, result });
  switch (fn) {
    case "_==_":
    case "_!=_":
      return scalar(equalityUnits(a, b));
    case "_<_":
    case "_<=_":
    case "_>_":
    case "_>=_":
      return scalar(1 + (Math.min(a.size, b.size) * UNITS_PER_CHARACTER) / 16);
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
      return scalar(1 + unitsOf(a) / 4);
    case "contains":
    case "indexOf":
    case "lastIndexOf":
      return scalar(2 + unitsOf(a) / 4 + searchUnits(unitsOf(a), unitsOf(b)));
    case "startsWith":
    case "endsWith":
      return scalar(1 + unitsOf(b) / 16);
    case "matches":
      return scalar(matchUnits(a, exprs[1]));
    case "string":
      return built(text(Math.max(a.size, SCALAR_TEXT)));
    case "bytes":
      return built(text(a.size * 3));
    case "charAt":
      return { units: 2 + unitsOf(a) / 4, result: text(1) };
    case "lowerAscii":
    case "upperAscii":
    case "substring":
      return built(text(a.size));
    case "trim":
      return { units: 2 + unitsOf(a), result: text(a.size) };
    case "replace": {
      const { units, result } = built(text(a.size + (a.size + 1) * c.size));
      return { units: units + 4 * (unitsOf(a) + 1) + searchUnits(unitsOf(a), unitsOf(b)), result };
    }
    case "split": {
      const parts = text(a.size);
      const result = { ...collection(a.size + 1, parts), total: 2 * a.size + 1 };
      return { units: 4 + 4 * unitsOf(a) + searchUnits(unitsOf(a), unitsOf(b)), result };
    }
    case "join":
      return joined(text(a.total + a.size * b.size), a);
    case "format":
      return joined(text(a.size + 24 * b.total + FORMATTED_SCALAR * b.size), b);
    case "strings.quote":
      return { units: 4 + 2 * unitsOf(a), result: text(2 * a.size + 2) };
    default:
      // Parts of a timestamp in a time zone of its own; everything else takes a few steps.
      return scalar(operands.length === 2 && fn.startsWith("get") ? 4 + ZONE_UNITS : 4);
  }
}

function joined(result: Extent, parts: Extent): CallBound {
  return { units: 4 + 4 * parts.size + unitsOf(result), result };
}

function sum(a: Extent, b: Extent): CallBound {
  if (a.element !== undefined || b.element !== undefined) {
    const size = a.size + b.size;
    const result = { ...larger(a, b), size, total: a.total + b.total };
    return { units: 2 + size / 2, result };
  }
  return { units: 2 + (unitsOf(a) + unitsOf(b)) / 8, result: text(a.size + b.size) };
}

function matchUnits(subject: Extent, pattern: Expr | undefined): number {
  if (pattern?.kind === "literal" && pattern.type === "string") {
    const regex = compileRegex(pattern.value as string);
    return regex instanceof CelError ? 1 : 1 + regexUnits(unitsOf(subject), regex.size);
  }
  return 1 + regexCompileUnits(MAX_PATTERN_LENGTH) + regexUnits(unitsOf(subject), MAX_PROGRAM_SIZE);
}
