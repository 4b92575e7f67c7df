/** Shingles: the overlapping pieces of a folded text by which near-duplicates are told. */
import { classOf, SPACELESS, WORD } from "./characters.js";
import { foldText } from "./fold.js";

/** Code units of a folded text that are looked at; what follows does not count. */
export const MAX_SHINGLED = 8_000;

/** Length of a shingle in code units, and for scripts whose letters say as much as a word does. */
const LENGTH = 4;
const SPACELESS_LENGTH = 2;

/** The words of a folded text, one space between them: punctuation, symbols and emoji do not make two texts differ. */
function wordsOf(folded: string): string {
  let words = "";
  let from = 0;
  for (let at = 0; at < folded.length;) {
    const codePoint = folded.codePointAt(at)!;
    const width = codePoint > 0xffff ? 2 : 1;
    if ((classOf(codePoint) & WORD) === 0) {
      if (at > from) words += (words === "" ? "" : " ") + folded.slice(from, at);
      from = at + width;
    }
    at += width;
  }
  if (folded.length > from) words += (words === "" ? "" : " ") + folded.slice(from);
  return words;
}

/** Mixes 32 bits so that each depends on all (the finaliser of MurmurHash3, Austin Appleby, public domain). */
export function mix32(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/**
 * The distinct shingles of a text as sorted 32-bit hashes: every four code units of its folded words (two where they begin
 * with a letter of a script without spaces), or the whole where it is shorter. Empty for a text without a letter or digit.
 */
export function shinglesOf(text: string): Uint32Array {
  const words = wordsOf(foldText(text.slice(0, 2 * MAX_SHINGLED)).folded.slice(0, MAX_SHINGLED));
  if (words === "") return new Uint32Array(0);
  const hashes = new Uint32Array(words.length);
  let count = 0;
  for (let at = 0; at < words.length; at++) {
    const length = (classOf(words.charCodeAt(at)) & SPACELESS) === 0 ? LENGTH : SPACELESS_LENGTH;
    if (at + length > words.length && at > 0) continue;
    let hash = length;
    const end = Math.min(at + length, words.length);
    for (let k = at; k < end; k++) hash = Math.imul(hash, 0x01000193) + words.charCodeAt(k) + 1;
    hashes[count++] = mix32(hash);
  }
  const sorted = hashes.subarray(0, count).sort();
  let distinct = 0;
  for (let k = 0; k < count; k++) {
    if (k === 0 || sorted[k] !== sorted[k - 1]) sorted[distinct++] = sorted[k]!;
  }
  return sorted.slice(0, distinct);
}

/** Jaccard similarity of two sorted sets: the size of what they share over the size of both together. 0 where both are empty. */
export function jaccard(a: Uint32Array, b: Uint32Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const left = a[i]!;
    const right = b[j]!;
    if (left === right) shared += 1;
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  const both = a.length + b.length - shared;
  return both === 0 ? 0 : shared / both;
}
