/**
 * The step `separators`: "s p a m", "s.p.a.m" and "s - p * a / m" are "spam".
 *
 * Only single letters are joined: at least three of them (two of a script without spaces), with nothing but a few separators
 * between. Words of several letters stay apart, because joining those makes words that nobody wrote: "is pam", "the pen is
 * red". So "sp am" is not seen through. The separators of a run are of one kind: blanks, signs, or signs among blanks. So "I
 * s.p.a.m you" is "I spam you", and after three letters a wider blank divides words: "f r e e  m o n e y" is "free money".
 *
 * Where all blanks are alike, nobody can tell where a spelt-out word begins: "a s p a m" may be "a spam". So the first and the
 * last letter of a run of four or more may be words of their own, and long terms may stand anywhere in a run (`JOINT_OUTER`,
 * `JOINT_INNER`). It costs an odd hit, on "c l a s s" for "lass".
 */
import { DIGIT, LETTER, SPACE, SPACELESS, WORD } from "./characters.js";
import type { FoldBuffer } from "./fold-buffer.js";

/** Longest separator, in folded code units: " -- ". */
const MAX_SEPARATOR = 4;
/** Marks in `FoldBuffer.joints` a letter before which any term may begin or end, and one before which only a long one may. */
export const JOINT_OUTER = 1;
export const JOINT_INNER = 2;
const MIN_LETTERS = 3;
const MIN_LETTERS_SPACELESS = 2;

/** Single letters with separators between them. */
interface LetterRun {
  /** Where the group of each letter begins. */
  readonly letters: readonly number[];
  /** Where the last letter ends. */
  readonly end: number;
}

/** Drops the separators. Linear: a run that is too short to join has at most two letters, and is read again from its second. */
export function joinLetters(buffer: FoldBuffer): void {
  if (!hasSingleLetters(buffer)) return;
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
      if (index > 0 && last >= 3) buffer.joints[from] = index === 1 || index === last ? JOINT_OUTER : JOINT_INNER;
      for (let unit = from; unit < end; unit++) buffer.move(unit, to++);
    }
    at = run.end;
    wordBefore = true;
  }
  buffer.length = to;
}

/** Whether two words of one letter follow each other: most texts have none, and need no closer look. */
function hasSingleLetters(buffer: FoldBuffer): boolean {
  const { units, starts, length } = buffer;
  // Letters of the word that is being read, and whether the one before had one.
  let letters = 0;
  let wasSingle = false;
  for (let at = 0; at < length; at++) {
    const unit = units[at]!;
    if ((unit >= 0x61 && unit <= 0x7a) || (buffer.classAt(at) & WORD) !== 0) {
      if (at === 0 || starts[at] !== starts[at - 1]) letters += 1;
    } else if (letters > 0) {
      if (letters === 1 && wasSingle) return true;
      wasSingle = letters === 1;
      letters = 0;
    }
  }
  return letters === 1 && wasSingle;
}

/** The longest run that begins at the group at `at`, or undefined where none is long enough. What stands before is no word. */
function readRun(buffer: FoldBuffer, at: number): LetterRun | undefined {
  if ((buffer.classAt(at) & (LETTER | DIGIT)) === 0) return undefined;
  const size = buffer.length;
  const letters: number[] = [];
  let end = at;
  let kind = 0;
  let widest = 0;
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
    const here = kindOf(buffer, letterEnd, separatorEnd);
    const width = buffer.starts[separatorEnd]! - buffer.ends[letterEnd - 1]!;
    if (letters.length === 1) kind = here;
    else if (here !== kind) break;
    if (here === BLANKS && letters.length >= MIN_LETTERS && width > widest) break;
    widest = Math.max(widest, width);
    next = separatorEnd;
  }
  const needed = (all & SPACELESS) === 0 ? MIN_LETTERS : MIN_LETTERS_SPACELESS;
  if (letters.length < needed || (any & LETTER) === 0) return undefined;
  return { letters, end };
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

/** Bits of the kinds of separators. */
const BLANKS = 1;
const SIGNS = 2;

function kindOf(buffer: FoldBuffer, from: number, end: number): number {
  let kind = 0;
  for (let at = from; at < end; at++) kind |= (buffer.classAt(at) & SPACE) === 0 ? SIGNS : BLANKS;
  return kind;
}
