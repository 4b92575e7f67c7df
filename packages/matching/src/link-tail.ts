import { classOf, IGNORABLE, SPACE, SPACELESS } from "./characters.js";

/** Never part of a link, wherever it stands: quotes, angle brackets and their kin, and the punctuation of East Asian text. */
const DELIMITERS = new Set(
  Array.from('<>"`{}|\\^“”‘’«»„‹›…—、。〈〉《》「」『』【】〔〕〖〗！＂（），．：；？［］｛｝～｡｢｣､').map((character) =>
    character.charCodeAt(0),
  ),
);

/** Punctuation that ends a sentence rather than a link. */
const TRAILING = new Set(Array.from(".,;:!?'*").map((character) => character.charCodeAt(0)));

const OPEN = 0x28;
const CLOSE = 0x29;

/**
 * Where the path, query and fragment that begin at `start` end; `start` itself where none begin there. Punctuation at the end
 * belongs to the sentence, and so does a closing bracket that was opened outside. Letters of a script without spaces end the
 * link where they follow a Latin letter or digit within a path segment (`/abc谢谢`), and belong to it where they begin a
 * segment (`/wiki/中文`).
 */
export function readTail(text: string, start: number): number {
  const first = text[start];
  if (first !== "/" && first !== "?" && first !== "#") return start;
  let at = start;
  let afterLatin = false;
  // Round brackets closed beyond those opened, and square ones.
  let round = 0;
  let square = 0;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) {
      if (unit <= 0x20 || unit === 0x7f || DELIMITERS.has(unit)) break;
      // A Markdown link text that is itself a link: [http://a.example](http://b.example)
      if (unit === 0x5d && text.charCodeAt(at + 1) === OPEN) break;
      if (unit === OPEN) round -= 1;
      else if (unit === CLOSE) round += 1;
      else if (unit === 0x5b) square -= 1;
      else if (unit === 0x5d) square += 1;
      const letter = unit | 0x20;
      afterLatin = (letter >= 0x61 && letter <= 0x7a) || (unit >= 0x30 && unit <= 0x39);
      at += 1;
      continue;
    }
    if (DELIMITERS.has(unit)) break;
    const codePoint = text.codePointAt(at)!;
    const bits = classOf(codePoint);
    if ((bits & (SPACE | IGNORABLE)) !== 0) break;
    if (afterLatin && (bits & SPACELESS) !== 0) break;
    afterLatin = false;
    at += codePoint > 0xffff ? 2 : 1;
  }
  for (; at > start; at--) {
    const unit = text.charCodeAt(at - 1);
    if (unit === CLOSE && round > 0) round -= 1;
    else if (unit === 0x5d && square > 0) square -= 1;
    else if (!TRAILING.has(unit)) break;
  }
  return at;
}
