/** Shingles: the overlapping pieces of a folded text by which near-duplicates are told. */
import { classOf, SPACELESS, WORD } from "./characters.js";
import { foldText, type Span } from "./fold.js";

/** Code units of a folded text that are looked at; what follows does not count. */
export const MAX_SHINGLED = 8_000;

/** Length of a shingle in code units, and for scripts whose letters say as much as a word does. */
const LENGTH = 4;
const SPACELESS_LENGTH = 2;
const SPACE = 0x20;

/** The words of the text that is being read, one space between them, and where in the folded text each unit stands. */
const units = new Uint16Array(2 * MAX_SHINGLED);
const places = new Uint16Array(2 * MAX_SHINGLED);

/**
 * Reads the words of a folded text into `units`: punctuation, symbols and emoji do not make two texts differ.
 * @returns how many units there are
 */
function readWords(folded: string): number {
  let count = 0;
  let gap = false;
  for (let at = 0; at < folded.length; at++) {
    const unit = folded.charCodeAt(at);
    const paired = (unit & 0xfc00) === 0xd800 && at + 1 < folded.length;
    const codePoint = paired ? folded.codePointAt(at)! : unit;
    if ((classOf(codePoint) & WORD) !== 0) {
      if (gap && count > 0) {
        places[count] = at;
        units[count++] = SPACE;
      }
      gap = false;
      places[count] = at;
      units[count++] = unit;
      if (codePoint > 0xffff) {
        at += 1;
        places[count] = at;
        units[count++] = folded.charCodeAt(at);
      }
    } else {
      gap = true;
      if (codePoint > 0xffff) at += 1;
    }
  }
  return count;
}

/** Where the shingle that begins at `at` ends, or 0 where none begins there: every four units, or all of a shorter text. */
function shingleEnd(at: number, count: number): number {
  const end = at + ((classOf(units[at]!) & SPACELESS) === 0 ? LENGTH : SPACELESS_LENGTH);
  if (end <= count) return end;
  return at === 0 ? count : 0;
}

function hashUnits(at: number, end: number, length: number): number {
  let hash = length;
  for (let k = at; k < end; k++) hash = Math.imul(hash, 0x01000193) + units[k]! + 1;
  return mix32(hash);
}

/** The hash of the shingle that begins at `at`. */
function shingleHash(at: number, end: number): number {
  return hashUnits(at, end, (classOf(units[at]!) & SPACELESS) === 0 ? LENGTH : SPACELESS_LENGTH);
}

/** Mixes 32 bits so that each depends on all (the finaliser of MurmurHash3, Austin Appleby, public domain). */
export function mix32(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function foldStart(text: string, most: number): { folded: string; span(start: number, end: number): Span } {
  const fold = foldText(text.slice(0, 2 * most));
  return { folded: fold.folded.slice(0, most), span: (start, end) => fold.span(start, end) };
}

/**
 * The distinct shingles of a text as sorted 32-bit hashes: every four code units of its folded words (two where they begin
 * with a letter of a script without spaces), or the whole where it is shorter. Empty for a text without a letter or digit.
 * @param most code units of the folded text that are looked at, up to `MAX_SHINGLED`
 */
export function shinglesOf(text: string, most: number = MAX_SHINGLED): Uint32Array {
  const count = readWords(foldStart(text, most).folded);
  const hashes = new Uint32Array(count);
  let found = 0;
  for (let at = 0; at < count; at++) {
    const end = shingleEnd(at, count);
    if (end > 0) hashes[found++] = shingleHash(at, end);
  }
  const sorted = hashes.subarray(0, found).sort();
  let distinct = 0;
  for (let k = 0; k < found; k++) {
    if (k === 0 || sorted[k] !== sorted[k - 1]) sorted[distinct++] = sorted[k]!;
  }
  return sorted.slice(0, distinct);
}

/** The parts of a text made of shingles that are in a sorted set: in order, merged, in code units of the text. */
export function spansOfShingles(text: string, set: Uint32Array): Span[] {
  const fold = foldStart(text, MAX_SHINGLED);
  const count = readWords(fold.folded);
  const spans: { start: number; end: number }[] = [];
  for (let at = 0; at < count; at++) {
    let end = shingleEnd(at, count);
    if (end === 0 || !has(set, shingleHash(at, end))) continue;
    let from = at;
    if (units[from] === SPACE) from += 1;
    if (units[end - 1] === SPACE) end -= 1;
    const { start, end: stop } = fold.span(places[from]!, places[end - 1]! + 1);
    const last = spans.at(-1);
    // One blank or sign between two shingles belongs to both: the spaces between words are units too.
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, stop);
    else spans.push({ start, end: stop });
  }
  return spans;
}

function has(set: Uint32Array, hash: number): boolean {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (set[middle]! < hash) low = middle + 1;
    else high = middle;
  }
  return set[low] === hash;
}

/** Jaccard similarity of two sorted sets: the size of what they share over the size of both together. 0 where both are empty. */
export function jaccard(a: Uint32Array, b: Uint32Array): number {
  return jaccardFrom(a, b, 0, b.length, 0);
}

/**
 * The same for the set that is `length` hashes of `b` from `from` on. Stops, with 0, as soon as the similarity is sure to lie
 * below `floor`.
 */
export function jaccardFrom(a: Uint32Array, b: Uint32Array, from: number, length: number, floor: number): number {
  const total = a.length + length;
  // Shared s of total t gives s / (t - s): what has to be shared for the floor, and how many of each set may thus be missing.
  const needed = Math.ceil((floor * total) / (1 + floor) - 1e-6);
  const spareA = a.length - needed;
  const spareB = length - needed;
  if (spareA < 0 || spareB < 0) return 0;
  const end = from + length;
  let shared = 0;
  let i = 0;
  let j = from;
  while (i < a.length && j < end) {
    const left = a[i]!;
    const right = b[j]!;
    if (left === right) {
      shared += 1;
      i += 1;
      j += 1;
    } else if (left < right) {
      i += 1;
      if (i - shared > spareA) return 0;
    } else {
      j += 1;
      if (j - from - shared > spareB) return 0;
    }
  }
  const both = total - shared;
  return both === 0 ? 0 : shared / both;
}
