/**
 * Unicode classes of code points, looked up in typed arrays that fill as code points are met. The data is the JavaScript
 * engine's own (`process.versions.unicode` in Node), so two engines with different Unicode versions can differ on
 * characters assigned in between.
 */

/** A letter, number or mark: what a whole-word boundary may not cut through. */
export const WORD = 1 << 0;
/** A combining mark of any kind (general categories Mn, Mc, Me). */
export const MARK = 1 << 1;
/** A letter of a script written without spaces between words. */
export const SPACELESS = 1 << 2;
export const UPPER = 1 << 3;
export const LOWER = 1 << 4;
/** A decimal digit of any script. */
export const DIGIT = 1 << 5;
export const LETTER = 1 << 6;
/** White space, including the visibly blank U+2800. */
export const SPACE = 1 << 7;
/** Invisible: default-ignorable and format characters, and controls other than white space. */
export const IGNORABLE = 1 << 8;
/** May join the character before it under normalisation: never the start of a normalisation chunk. */
export const EXTENDS = 1 << 9;
/** Shown as an emoji without a variation selector. */
export const EMOJI = 1 << 10;
/** Shown as an emoji when U+FE0F follows. */
export const PICTOGRAPH = 1 << 11;
/** A diacritic that folding may strip (see `fold.ts`). */
export const DIACRITIC = 1 << 12;
/** A letter of a script whose words a dictionary divides: `SPACELESS` without Hangul and Bopomofo. */
export const DICTIONARY = 1 << 13;
const KNOWN = 1 << 15;

const CODE_POINTS = 0x110000;
const classes = new Uint16Array(CODE_POINTS);

const wordPattern = /^[\p{L}\p{N}\p{M}]$/u;
const markPattern = /^\p{M}$/u;
const spacelessPattern =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u30fc\u3005]$/u;
const dictionaryPattern =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u30fc\u3005]$/u;
const ignorablePattern = /^[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]$/u;
const whitePattern = /^[\p{White_Space}\u2800]$/u;

/**
 * Code points that join what stands before them when normalised: marks, the conjoining vowels and finals of Hangul, the
 * two Kirat Rai vowels that compose, and whatever decomposes to start with one of these. A test sweeps all of Unicode for
 * compositions that this would miss.
 */
const extendsPattern = /^[\p{M}\u1160-\u11ff\ud7b0-\ud7ff\u{16d63}\u{16d67}]/u;

/**
 * The diacritics of Latin, Greek and Cyrillic, which ornament letters and which evaders pile up. The vowel signs of Thai,
 * of the Indic scripts, of Hebrew and of Arabic are marks too, but they spell the word: they are not here.
 */
const DIACRITICS: readonly (readonly [number, number])[] = [
  [0x0300, 0x036f],
  [0x0483, 0x0489],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x20d0, 0x20ff],
  [0x2de0, 0x2dff],
  [0xa66f, 0xa672],
  [0xa674, 0xa67d],
  [0xfe20, 0xfe2f],
];

function classify(codePoint: number): number {
  const character = String.fromCodePoint(codePoint);
  let bits = KNOWN;
  if (wordPattern.test(character)) bits |= WORD;
  if (markPattern.test(character)) bits |= MARK;
  if (/^\p{L}$/u.test(character)) bits |= LETTER;
  if ((bits & LETTER) !== 0 && spacelessPattern.test(character)) bits |= SPACELESS;
  if ((bits & SPACELESS) !== 0 && dictionaryPattern.test(character)) bits |= DICTIONARY;
  if (/^[\p{Lu}\p{Lt}]$/u.test(character)) bits |= UPPER;
  if (/^\p{Ll}$/u.test(character)) bits |= LOWER;
  if (/^\p{Nd}$/u.test(character)) bits |= DIGIT;
  if (whitePattern.test(character)) bits |= SPACE;
  else if (ignorablePattern.test(character)) bits |= IGNORABLE;
  if (extendsPattern.test(character.normalize("NFKD"))) bits |= EXTENDS;
  if (DIACRITICS.some(([first, last]) => codePoint >= first && codePoint <= last)) bits |= DIACRITIC;
  if (/^\p{Emoji_Presentation}$/u.test(character)) bits |= EMOJI;
  else if (/^\p{Extended_Pictographic}$/u.test(character)) bits |= PICTOGRAPH;
  classes[codePoint] = bits;
  return bits;
}

/** The class bits of a code point. A lone surrogate has none. */
export function classOf(codePoint: number): number {
  const known = classes[codePoint]!;
  return known === 0 ? classify(codePoint) : known;
}

/** The code point that ends before `index` (a UTF-16 offset), or -1 at the start of the text. */
export function codePointBefore(text: string, index: number): number {
  if (index <= 0) return -1;
  const unit = text.charCodeAt(index - 1);
  if ((unit & 0xfc00) === 0xdc00 && index > 1) {
    const lead = text.charCodeAt(index - 2);
    if ((lead & 0xfc00) === 0xd800) return ((lead - 0xd800) << 10) + (unit - 0xdc00) + 0x10000;
  }
  return unit;
}

/** The class bits of the character of which `units[at]` is a part, in the first `length` code units of a text. */
export function codePointClass(units: Uint16Array, at: number, length: number): number {
  const unit = units[at]!;
  if ((unit & 0xf800) !== 0xd800) return classOf(unit);
  const lead = (unit & 0xfc00) === 0xd800 ? at : at - 1;
  if (lead < 0 || lead + 1 >= length) return classOf(unit);
  const high = units[lead]!;
  const low = units[lead + 1]!;
  if ((high & 0xfc00) !== 0xd800 || (low & 0xfc00) !== 0xdc00) return classOf(unit);
  return classOf(((high - 0xd800) << 10) + (low - 0xdc00) + 0x10000);
}
