/** The outward shape of a text, in numbers that conditions can read. */
import {
  classOf,
  DIGIT,
  EMOJI,
  IGNORABLE,
  LETTER,
  LOWER,
  MARK,
  PICTOGRAPH,
  SPACE,
  SPACELESS,
  UPPER,
  WORD,
} from "./characters.js";

/** The shape of a text. Counts are of characters (code points) unless it says otherwise. */
export interface TextShape {
  /** All characters, blanks and invisibles included. */
  readonly characters: number;
  readonly letters: number;
  /** Decimal digits of any script. */
  readonly digits: number;
  /** Share of the letters with case that are upper case: 0 to 1, and 0 where no letter has case. */
  readonly upperRatio: number;
  /** Emoji as seen: a flag, a family or a skin tone is one. */
  readonly emoji: number;
  /** Invisible characters other than those that make up emoji. */
  readonly invisible: number;
  /** Length of the longest run of one character; blanks and controls break runs and make none, marks and invisibles are passed over. */
  readonly longestRun: number;
  /** Runs of letters, digits and marks; in scripts written without spaces, each letter. */
  readonly words: number;
}

const ZERO_WIDTH_JOINER = 0x200d;
const EMOJI_VARIATION = 0xfe0f;
const KEYCAP = 0x20e3;

const isRegional = (codePoint: number): boolean => codePoint >= 0x1f1e6 && codePoint <= 0x1f1ff;
const isSkinTone = (codePoint: number): boolean => codePoint >= 0x1f3fb && codePoint <= 0x1f3ff;
const isTag = (codePoint: number): boolean => codePoint >= 0xe0020 && codePoint <= 0xe007f;

/** Counts emoji, told the characters of a text in order. */
class EmojiCounter {
  count = 0;
  #inEmoji = false;
  #joined = false;
  #halfFlag = false;
  #pictograph = false;

  /** @returns whether the character is a part of an emoji, so that an invisible one is not counted as hidden */
  add(codePoint: number, bits: number): boolean {
    if (isRegional(codePoint)) {
      if (!this.#halfFlag) this.count += 1;
      this.#set(true, false, !this.#halfFlag, false);
      return true;
    }
    if (this.#inEmoji && isSkinTone(codePoint)) return true;
    if ((bits & EMOJI) !== 0) {
      if (!(this.#inEmoji && this.#joined)) this.count += 1;
      this.#set(true, false, false, false);
      return true;
    }
    if (codePoint === KEYCAP) {
      this.count += 1;
      this.#set(false, false, false, false);
      return true;
    }
    if (codePoint === EMOJI_VARIATION) {
      // What is text by itself becomes an emoji here, unless the joiner before it already made it a part of one.
      if (this.#pictograph) this.count += 1;
      const part = this.#pictograph || this.#inEmoji;
      this.#set(part, false, false, false);
      return part;
    }
    if (this.#inEmoji && codePoint === ZERO_WIDTH_JOINER) {
      this.#joined = true;
      return true;
    }
    if (this.#inEmoji && isTag(codePoint)) return true;
    if ((bits & PICTOGRAPH) !== 0) {
      const part = this.#inEmoji && this.#joined;
      this.#set(part, false, false, !part);
      return part;
    }
    this.#set(false, false, false, false);
    return false;
  }

  #set(inEmoji: boolean, joined: boolean, halfFlag: boolean, pictograph: boolean): void {
    this.#inEmoji = inEmoji;
    this.#joined = joined;
    this.#halfFlag = halfFlag;
    this.#pictograph = pictograph;
  }
}

/** Counts words. */
class WordCounter {
  words = 0;
  #inWord = false;

  add(bits: number): void {
    if ((bits & IGNORABLE) !== 0) return;
    if ((bits & WORD) === 0) {
      this.#inWord = false;
      return;
    }
    // A letter of a script without spaces is a word, and so is what stands between two of them; a mark goes with its letter.
    const alone = (bits & SPACELESS) !== 0;
    if (alone || !this.#inWord) this.words += 1;
    this.#inWord = !alone;
  }
}

/** The longest run of one character. */
class RunCounter {
  longest = 0;
  #length = 0;
  #last = -1;

  add(codePoint: number, bits: number): void {
    if ((bits & (MARK | IGNORABLE)) !== 0) return;
    if ((bits & SPACE) !== 0) {
      this.#last = -1;
      return;
    }
    this.#length = codePoint === this.#last ? this.#length + 1 : 1;
    this.#last = codePoint;
    if (this.#length > this.longest) this.longest = this.#length;
  }
}

/** Measures a text in one pass: linear time, constant memory. */
export function textShape(text: string): TextShape {
  // Most texts of most communities are plain ASCII, where nothing joins, combines or makes an emoji.
  const length = text.length > bytes.length ? -1 : writeAscii(text);
  return length < 0 ? unicodeShape(text) : asciiShape(bytes, length);
}

/** Long enough for whatever the contract accepts as a text; a longer one is measured all the same. */
const bytes = new Uint8Array(1 << 16);
const encoder = new TextEncoder();

/**
 * Writes an ASCII text to {@link bytes}, where reading a character takes a fraction of what it takes in a text that was put
 * together from pieces.
 *
 * @returns its length, or -1 for a text that is not all ASCII
 */
function writeAscii(text: string): number {
  const { read, written } = encoder.encodeInto(text, bytes);
  // Everything else takes two bytes for a unit or more, or does not fit.
  return written === text.length && read === text.length ? written : -1;
}

const IN_WORD = 1;
const IS_LETTER = 2;
const IS_UPPER = 4;
const IS_SPACE = 8;
const IS_INVISIBLE = 16;
const asciiTraits = Uint8Array.from({ length: 0x80 }, (_, code) => {
  const bits = classOf(code);
  const trait = (bit: number, value: number): number => ((bits & bit) === 0 ? 0 : value);
  return (
    trait(WORD, IN_WORD) |
    trait(LETTER, IS_LETTER) |
    trait(UPPER, IS_UPPER) |
    trait(SPACE, IS_SPACE) |
    trait(IGNORABLE, IS_INVISIBLE)
  );
});

/** Adds bits up instead of branching on them: where words end cannot be foreseen, and a wrong guess costs more than all the rest. */
function asciiShape(codes: Uint8Array, length: number): TextShape {
  let letters = 0;
  let upper = 0;
  let inWords = 0;
  let invisible = 0;
  let words = 0;
  let before = 0;
  let visible = 0;
  let longestRun = 0;
  let run = 1;
  let last = -1;
  for (let at = 0; at < length; at++) {
    const code = codes[at]!;
    const traits = asciiTraits[code]!;
    if ((traits & IS_INVISIBLE) !== 0) {
      invisible += 1;
      continue;
    }
    const inWord = traits & IN_WORD;
    words += inWord & ~before;
    before = inWord;
    inWords += inWord;
    letters += (traits & IS_LETTER) >> 1;
    upper += (traits & IS_UPPER) >> 2;
    visible |= traits ^ IS_SPACE;
    if (code === last) {
      run += 1;
      if (run > longestRun) longestRun = run;
    } else run = 1;
    // A blank breaks runs and makes none: what follows never equals it.
    last = code | ((traits & IS_SPACE) << 5);
  }
  if (longestRun === 0 && (visible & IS_SPACE) !== 0) longestRun = 1;
  return {
    characters: length,
    letters,
    digits: inWords - letters,
    upperRatio: letters === 0 ? 0 : upper / letters,
    emoji: 0,
    invisible,
    longestRun,
    words,
  };
}

function unicodeShape(text: string): TextShape {
  const emoji = new EmojiCounter();
  const words = new WordCounter();
  const runs = new RunCounter();
  let characters = 0;
  let letters = 0;
  let digits = 0;
  let upper = 0;
  let lower = 0;
  let invisible = 0;
  for (let at = 0; at < text.length;) {
    const codePoint = text.codePointAt(at)!;
    at += codePoint > 0xffff ? 2 : 1;
    const bits = classOf(codePoint);
    characters += 1;
    if ((bits & LETTER) !== 0) {
      letters += 1;
      if ((bits & UPPER) !== 0) upper += 1;
      else if ((bits & LOWER) !== 0) lower += 1;
    } else if ((bits & DIGIT) !== 0) {
      digits += 1;
    }
    const partOfEmoji = emoji.add(codePoint, bits);
    if ((bits & IGNORABLE) !== 0 && !partOfEmoji) invisible += 1;
    words.add(bits);
    runs.add(codePoint, bits);
  }
  const cased = upper + lower;
  const upperRatio = cased === 0 ? 0 : upper / cased;
  const { longest: longestRun } = runs;
  return { characters, letters, digits, upperRatio, emoji: emoji.count, invisible, longestRun, words: words.words };
}
