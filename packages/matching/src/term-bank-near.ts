/** Words between places of a text, and the terms that stand near a hit. */
import { isWordEdge } from "./boundaries.js";
import { classOf, WORD } from "./characters.js";

/** Where terms end in a text, in order, and how long each of them is. */
export interface Occurrences {
  readonly length: number;
  readonly ends: readonly number[];
}

/** Counts words between places of one folded text. In a script without spaces, each letter is a word. */
export class WordCounts {
  readonly #text: string;
  /** Per place, the words that begin before it; made when it is first asked for. */
  #before: Uint32Array | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** The words that begin in `[from, to)`. */
  between(from: number, to: number): number {
    this.#before ??= countWords(this.#text);
    return this.#before[to]! - this.#before[from]!;
  }
}

function countWords(text: string): Uint32Array {
  const before = new Uint32Array(text.length + 1);
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    before[at] = count;
    const unit = text.charCodeAt(at);
    // The second half of a pair begins nothing.
    if ((unit & 0xfc00) === 0xdc00 && at > 0 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800) continue;
    if ((classOf(text.codePointAt(at)!) & WORD) !== 0 && isWordEdge(text, at)) count += 1;
  }
  before[text.length] = count;
  return before;
}

/**
 * Whether one of the terms stands over `[start, end)`, or at most `within` words before or behind it: the next word is
 * one away.
 */
export function standsNear(
  terms: readonly Occurrences[],
  within: number,
  start: number,
  end: number,
  words: WordCounts,
): boolean {
  return terms.some(({ ends, length }) => {
    const next = firstAfter(ends, start);
    const right = ends[next];
    if (right !== undefined) {
      if (right - length < end) return true;
      if (words.between(end, right - length) < within) return true;
    }
    const left = ends[next - 1];
    return left !== undefined && words.between(left, start) < within;
  });
}

/** The first of sorted numbers that is more than `bound`. */
function firstAfter(numbers: readonly number[], bound: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
