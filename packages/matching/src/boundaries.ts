/** Whole-word boundaries for terms, by Unicode classes. */
import { classOf, codePointBefore, MARK, SPACELESS, WORD } from "./characters.js";

/**
 * Whether a term that stands at `[start, end)` of a text stands there as a whole word: no letter, number or mark runs on
 * over its edges. Scripts written without spaces between words (Han, kana, Hangul with its particles, Thai, Lao, Khmer,
 * Myanmar) have no such boundary, so an edge at which either neighbour is of such a script is always whole, unless a mark
 * follows that belongs to the term's last letter.
 */
export function isWholeWord(text: string, start: number, end: number): boolean {
  if (start >= end) return false;
  return isWordEdge(text, start) && isWordEdge(text, end);
}

/** Whether, by the classes of its neighbours, a word may begin or end at an offset. */
export function isWordEdge(text: string, at: number): boolean {
  return isEdge(codePointBefore(text, at), text.codePointAt(at) ?? -1);
}

/** Whether a word may end with `left` and another begin with `right`; -1 is the end of the text. */
function isEdge(left: number, right: number): boolean {
  if (left < 0 || right < 0) return true;
  const leftBits = classOf(left);
  const rightBits = classOf(right);
  if ((leftBits & WORD) === 0 || (rightBits & WORD) === 0) return true;
  if ((rightBits & MARK) !== 0) return false;
  return ((leftBits | rightBits) & SPACELESS) !== 0;
}
