/** Mentions and hashtags in running text. */
import { classOf, codePointBefore, LETTER, WORD } from "./characters.js";

/** Something named in a text after a sign. Offsets are UTF-16 code units and include the sign. */
export interface Tag {
  /** Without the sign, as written. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Mentions, and hashtags, taken from one text at most. */
export const MAX_TAGS = 1000;

/** Code units of a name at most; a longer run is none. */
const MAX_NAME = 256;

const isName = (codePoint: number): boolean => codePoint === 0x5f || (classOf(codePoint) & WORD) !== 0;

/** The end of the run of name characters from `start`. */
function nameEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const codePoint = text.codePointAt(at)!;
    if (!isName(codePoint)) break;
    at += codePoint > 0xffff ? 2 : 1;
  }
  return at;
}

/** The end of a handle: names joined by single dots or hyphens. */
function handleEnd(text: string, start: number): number {
  let end = nameEnd(text, start);
  while (end > start && (text[end] === "." || text[end] === "-")) {
    const next = nameEnd(text, end + 1);
    if (next === end + 1) break;
    end = next;
  }
  return end;
}

/** Whether a sign at `at` may open a tag: after a letter or digit it is the middle of something, such as an address of mail. */
function opens(text: string, at: number): boolean {
  const before = codePointBefore(text, at);
  return before < 0 || !(isName(before) || before === 0x26 || before === 0x2f);
}

function collect(
  text: string,
  signs: string,
  readEnd: (start: number) => number,
  accept: (name: string) => boolean,
): Tag[] {
  const tags: Tag[] = [];
  for (let at = 0; at < text.length && tags.length < MAX_TAGS;) {
    if (!signs.includes(text[at]!) || !opens(text, at)) {
      at += 1;
      continue;
    }
    const end = readEnd(at + 1);
    if (end > at + 1 && end - at <= MAX_NAME) {
      const name = text.slice(at + 1, end);
      if (accept(name)) tags.push({ name, start: at, end });
    }
    at = Math.max(end, at + 1);
  }
  return tags;
}

/**
 * Finds mentions: `@name`, `@name.example.com`, `@name@example.com`. Names are letters, digits, marks and underscores of any
 * script, joined by dots and hyphens. In order, without overlap, in time linear in the text.
 */
export function extractMentions(text: string): Tag[] {
  const readEnd = (start: number): number => {
    const end = handleEnd(text, start);
    if (end === start || text[end] !== "@") return end;
    const hostEnd = handleEnd(text, end + 1);
    return hostEnd > end + 1 ? hostEnd : end;
  };
  return collect(text, "@＠", readEnd, () => true);
}

/** Finds hashtags: `#` and letters, digits, marks and underscores, of which at least one is a letter. */
export function extractHashtags(text: string): Tag[] {
  return collect(text, "#＃", (start) => nameEnd(text, start), hasLetter);
}

function hasLetter(name: string): boolean {
  for (const character of name) if ((classOf(character.codePointAt(0)!) & LETTER) !== 0) return true;
  return false;
}
