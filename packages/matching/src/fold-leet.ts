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

/** The letter of each code unit that stands for one, or 0. */
const letters = new Uint16Array(0x10000);
for (const pair of SIGNS.split(" ")) letters[pair.charCodeAt(0)] = pair.charCodeAt(1);
const EXCLAMATION = 0x21;
const SMALL_I = 0x69;
const SMALL_L = 0x6c;

/** Replaces signs and digits by their letters; the length stays. Linear. */
export function readLeet(buffer: FoldBuffer): void {
  const { units, length } = buffer;
  for (let at = 0; at < length; at++) {
    const start = at;
    // A word: letters, marks, numbers, and signs that stand for letters.
    let signs = 0;
    for (; at < length; at++) {
      const unit = units[at]!;
      if (unit === SMALL_I) units[at] = SMALL_L;
      else if (letters[unit] !== 0) signs += 1;
      else if ((unit < SMALL_A || unit > SMALL_Z) && (buffer.classAt(at) & WORD) === 0) break;
    }
    if (signs > 0) readWord(buffer, start, at);
  }
}

const SMALL_A = 0x61;
const SMALL_Z = 0x7a;

/** Replaces the signs of one word. */
function readWord(buffer: FoldBuffer, start: number, end: number): void {
  const { units } = buffer;
  let known = 0;
  let digits = 0;
  for (let at = start; at < end; at++) {
    const bits = buffer.classAt(at);
    if ((bits & LETTER) !== 0) known += 1;
    else if ((bits & DIGIT) !== 0 && digits === at - start) digits += 1;
  }
  const hasUnit = known + digits === end - start && known <= digits;
  if (known === 0 || hasUnit) return;
  let last = end;
  while (units[last - 1] === EXCLAMATION) last -= 1;
  for (let at = start; at < last; at++) {
    const letter = letters[units[at]!]!;
    if (letter !== 0) units[at] = letter;
  }
}
