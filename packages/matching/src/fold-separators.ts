/**
 * The step `separators`: "s p a m", "s.p.a.m" and "s - p * a / m" are "spam".
 *
 * Only single letters are joined: at least three of them (two of a script without spaces), with nothing but a few separators
 * between. Words of several letters stay apart, because joining those makes words that nobody wrote: "is pam", "the pen is
 * red". So "sp am" is not seen through. A run holds either blanks alone or separators with a sign in them, so that "I s.p.a.m
 * you" is "I spam you".
 *
 * Blanks alone leave open where a spelt-out word begins: "a s p a m" may be "a spam". The first and the last letter of such a
 * run of four or more may therefore be words of their own (`FoldBuffer.joints`), which costs an odd hit on "c l a s s" for
 * "lass" and sees "you are a f o o l".
 */
import { DIGIT, LETTER, SPACE, SPACELESS } from "./characters.js";
import type { FoldBuffer } from "./fold-buffer.js";

/** Longest separator, in folded code units: " -- ". */
const MAX_SEPARATOR = 4;
const MIN_LETTERS = 3;
const MIN_LETTERS_SPACELESS = 2;

/** Single letters with separators between them. */
interface LetterRun {
  /** Where the group of each letter begins. */
  readonly letters: readonly number[];
  /** Where the last letter ends. */
  readonly end: number;
  /** Whether only blanks stand between. */
  readonly blanks: boolean;
}

/** Drops the separators. Linear: a run that is too short to join has at most two letters, and is read again from its second. */
export function joinLetters(buffer: FoldBuffer): void {
  const size = buffer.length;
  let to = 0;
  let wordBefore = false;
  for (let at = 0; at < size;) {
    const run = wordBefore ? undefined : readRun(buffer, at);
    if (run === undefined) {
      const end = buffer.groupEnd(at);
      wordBefore = buffer.isWord(at, end);
      for (; at < end; at++) buffer.move(at, to++);
      continue;
    }
    const last = run.letters.length - 1;
    for (const [index, from] of run.letters.entries()) {
      const end = buffer.groupEnd(from);
      const isStrayEdge = run.blanks && last >= 3 && (index === 1 || index === last);
      if (isStrayEdge) buffer.joints[from] = 1;
      for (let unit = from; unit < end; unit++) buffer.move(unit, to++);
    }
    at = run.end;
    wordBefore = true;
  }
  buffer.length = to;
}

/** The longest run that begins at the group at `at`, or undefined where none is long enough. What stands before is no word. */
function readRun(buffer: FoldBuffer, at: number): LetterRun | undefined {
  if ((buffer.classAt(at) & (LETTER | DIGIT)) === 0) return undefined;
  const size = buffer.length;
  const letters: number[] = [];
  let end = at;
  let blanks: boolean | undefined;
  let all = LETTER | SPACELESS;
  let any = 0;
  for (let next = at; next < size;) {
    const bits = buffer.classAt(next);
    const letterEnd = buffer.groupEnd(next);
    if ((bits & (LETTER | DIGIT)) === 0) break;
    const separatorEnd = readSeparator(buffer, letterEnd);
    // A letter follows at once: this one belongs to a word of several.
    if (separatorEnd === letterEnd && letterEnd < size) break;
    letters.push(next);
    end = letterEnd;
    all &= bits;
    any |= bits;
    if (separatorEnd < 0) break;
    const isBlank = isAllBlank(buffer, letterEnd, separatorEnd);
    blanks ??= isBlank;
    if (blanks !== isBlank) break;
    next = separatorEnd;
  }
  const needed = (all & SPACELESS) === 0 ? MIN_LETTERS : MIN_LETTERS_SPACELESS;
  if (letters.length < needed || (any & LETTER) === 0) return undefined;
  return { letters, end, blanks: blanks === true };
}

/** Where the separator at `from` ends; `from` where there is none, -1 where it is too long or ends the text. */
function readSeparator(buffer: FoldBuffer, from: number): number {
  let at = from;
  while (at < buffer.length) {
    const end = buffer.groupEnd(at);
    if (buffer.isWord(at, end)) return at;
    if (end - from > MAX_SEPARATOR) return -1;
    at = end;
  }
  return -1;
}

function isAllBlank(buffer: FoldBuffer, from: number, end: number): boolean {
  for (let at = from; at < end; at++) if ((buffer.classAt(at) & SPACE) === 0) return false;
  return true;
}
