/**
 * The step `leet`: digits and signs that stand for letters. "sp4m", "$pam" and "5p@m" are "spam".
 *
 * Only inside words that have a letter, so that numbers and prices stay. So do numbers with a unit: digits, then letters alone,
 * and no more letters than digits (100km, 15th, 5s; not 5ex). A mark of exclamation at the end of a word stays one. As 1, !, | and i may be i or l, all of
 * them are l: terms are folded too.
 */
import { DIGIT, LETTER, WORD } from "./characters.js";
import type { FoldBuffer } from "./fold-buffer.js";

/** Each sign with its letter. */
const SIGNS = "0o 1l 2z 3e 4a 5s 6g 7t 8b 9g @a $s €e +t !l |l ¡l";

const letters = new Map<number, number>();
for (const pair of SIGNS.split(" ")) letters.set(pair.charCodeAt(0), pair.charCodeAt(1));
const EXCLAMATION = 0x21;
const SMALL_I = 0x69;
const SMALL_L = 0x6c;

/** Replaces signs and digits by their letters; the length stays. Linear. */
export function readLeet(buffer: FoldBuffer): void {
  const { units, length } = buffer;
  for (let at = 0; at < length;) {
    let end = at;
    let any = 0;
    let digits = 0;
    let others = 0;
    let lettersAlone = true;
    for (; end < length; end++) {
      const bits = buffer.classAt(end);
      if ((bits & WORD) === 0 && !letters.has(units[end]!)) break;
      any |= bits;
      if (digits === end - at && (bits & DIGIT) !== 0) digits += 1;
      else if ((bits & LETTER) === 0) lettersAlone = false;
      else others += 1;
    }
    const hasUnit = lettersAlone && others <= digits;
    let last = end;
    while (last > at && units[last - 1] === EXCLAMATION) last -= 1;
    for (; at < last; at++) {
      const unit = units[at]!;
      const letter = (any & LETTER) === 0 || hasUnit ? undefined : letters.get(unit);
      if (letter !== undefined) units[at] = letter;
      else if (unit === SMALL_I) units[at] = SMALL_L;
    }
    at = Math.max(end, at + 1);
  }
}
