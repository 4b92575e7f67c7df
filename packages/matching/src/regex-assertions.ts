/** What an assertion of a regular expression looks at: the characters on both sides of a place. */
import { classOf, MARK, SPACELESS, WORD } from "./characters.js";
import type { Assertion } from "./regex-syntax.js";

/** What assertions see of the character on one side of a place: bits. */
export const NOTHING = 1 << 0;
const LINE_END = 1 << 1;
const IN_WORD = 1 << 2;
const IS_MARK = 1 << 3;
const IS_SPACELESS = 1 << 4;
/** All sides are below this. */
export const SIDES = 1 << 5;

/** What assertions see of a code point; -1 is the start or the end of the text. */
export function sideOf(codePoint: number): number {
  if (codePoint < 0) return NOTHING;
  const bits = classOf(codePoint);
  return (
    (codePoint === 10 ? LINE_END : 0) |
    // Letters, digits and marks of every script, and the underscore as RE2 has it.
    ((bits & WORD) !== 0 || codePoint === 0x5f ? IN_WORD : 0) |
    ((bits & MARK) === 0 ? 0 : IS_MARK) |
    ((bits & SPACELESS) === 0 ? 0 : IS_SPACELESS)
  );
}

/** Whether an assertion holds between two sides. */
export function holds(what: Assertion, left: number, right: number): boolean {
  switch (what) {
    case "textStart":
      return left === NOTHING;
    case "textEnd":
      return right === NOTHING;
    case "lineStart":
      return (left & (NOTHING | LINE_END)) !== 0;
    case "lineEnd":
      return (right & (NOTHING | LINE_END)) !== 0;
    case "boundary":
      return isBoundary(left, right);
    case "noBoundary":
      return !isBoundary(left, right);
  }
}

/**
 * RE2's `\b`, with the words of every script. Between two letters of which one is of a script without spaces, a word may
 * always end, as for whole-word terms (`isWholeWord`).
 */
function isBoundary(left: number, right: number): boolean {
  if (((left ^ right) & IN_WORD) !== 0) return true;
  return (left & IN_WORD) !== 0 && (right & IS_MARK) === 0 && ((left | right) & IS_SPACELESS) !== 0;
}
