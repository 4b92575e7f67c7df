import { MAX_BUILT } from "../../runtime/budget.js";
import { sizeUnits } from "../../stdlib/units.js";
import { codePointLength } from "../../values/strings.js";
import type { Closure } from "../closure.js";
import { rawField, type Slow, type Source } from "./source.js";

/** `operand == "literal"`, or `!=` where `wanted` is false. */
export function equalsText(source: Source, literal: string, wanted: boolean, slow: Slow): Closure {
  if (source.kind === "closure") {
    const { read } = source;
    const { rest } = slow;
    return (frame) => {
      const value = read(frame);
      return typeof value === "string" ? (value === literal) === wanted : rest(frame, value);
    };
  }
  const { root, name } = source;
  const again = slow.again();
  return (frame) => {
    const value = rawField(frame, root, name);
    return typeof value === "string" ? (value === literal) === wanted : again(frame);
  };
}

/** `operand.contains("literal")` for a literal short enough that the search is linear in the text. */
export function containsText(source: Source, literal: string, slow: Slow): Closure {
  const shift = literal.length <= 1 ? 5 : 2;
  if (source.kind === "closure") {
    const { read } = source;
    const { rest } = slow;
    return (frame) => {
      const value = read(frame);
      if (typeof value !== "string") return rest(frame, value);
      return (frame.cost += value.length >> shift) <= frame.budget ? value.includes(literal) : frame.overBudget(-1);
    };
  }
  const { root, name } = source;
  const again = slow.again();
  return (frame) => {
    const value = rawField(frame, root, name);
    if (typeof value !== "string") return again(frame);
    return (frame.cost += value.length >> shift) <= frame.budget ? value.includes(literal) : frame.overBudget(-1);
  };
}

/** Literals longer than this are searched in the general way, which charges for them. */
export const SHORT_LITERAL = 16;

/** `operand.startsWith("literal")`. */
export function startsWithText(read: Closure, literal: string, slow: Slow): Closure {
  const { rest } = slow;
  return (frame) => {
    const value = read(frame);
    return typeof value === "string" ? value.startsWith(literal) : rest(frame, value);
  };
}

/** `operand.endsWith("literal")`. */
export function endsWithText(read: Closure, literal: string, slow: Slow): Closure {
  const { rest } = slow;
  return (frame) => {
    const value = read(frame);
    return typeof value === "string" ? value.endsWith(literal) : rest(frame, value);
  };
}

/** `size(operand)` of a list or a string. */
export function sizeOfField(source: Source & { kind: "field" }, slow: Slow): Closure {
  const { root, name } = source;
  const again = slow.again();
  return (frame) => {
    const value = rawField(frame, root, name);
    if (Array.isArray(value)) return value.length;
    if (typeof value !== "string" || value.length > MAX_BUILT) return again(frame);
    return (frame.cost += sizeUnits(value.length)) <= frame.budget ? codePointLength(value) : frame.overBudget(-1);
  };
}

/** `operand in ["a", "b", …]` of literal strings, or of literal safe integers. */
export function inLiterals(
  source: Source,
  literals: ReadonlySet<unknown>,
  type: "string" | "number",
  slow: Slow,
): Closure {
  if (source.kind === "closure") {
    const { read } = source;
    const { rest } = slow;
    return (frame) => {
      const value = read(frame);
      return typeof value === type ? literals.has(value) : rest(frame, value);
    };
  }
  const { root, name } = source;
  const again = slow.again();
  return (frame) => {
    const value = rawField(frame, root, name);
    return typeof value === type ? literals.has(value) : again(frame);
  };
}

/** `"literal" in operand` of a list of strings. */
export function literalInList(read: Closure, literal: string, slow: Slow): Closure {
  const { rest } = slow;
  return (frame) => {
    const value = read(frame);
    if (!Array.isArray(value)) return rest(frame, value);
    return (frame.cost += value.length) <= frame.budget ? value.includes(literal) : frame.overBudget(-1);
  };
}
