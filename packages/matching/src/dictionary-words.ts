/**
 * Where the words of scripts without spaces lie, by the dictionaries of the JavaScript engine (`Intl.Segmenter`).
 *
 * Segmenting takes time quadratic in the length of its input, so a text is segmented in blocks, each with some context on both
 * sides, and only where somebody asks. Every block is segmented once, so that a text full of hits takes linear time.
 */

/** Length of a block and of its context, in code units. Words of these scripts are a few letters long. */
const BLOCK = 128;
const CONTEXT = 40;
/** Terms of which it is remembered whether the dictionary has them. */
const MAX_TERMS = 4096;

// Made when first needed: its data is megabytes. The language makes no difference to how these scripts are divided.
let segmenter: Intl.Segmenter | undefined;

/** The last text asked about, with the blocks known of it: hits of one text are asked about one after the other. */
let lastText = "";
const lastBlocks = new Map<number, Uint8Array>();
const words = new Map<string, boolean>();

function segmentsOf(text: string): Iterable<Intl.SegmentData> {
  segmenter ??= new Intl.Segmenter("und", { granularity: "word" });
  return segmenter.segment(text);
}

/** Whether a word of the dictionary runs on over an offset of a text. */
export function isInsideWord(text: string, at: number): boolean {
  if (text !== lastText) lastBlocks.clear();
  // Also where the texts are equal: comparing a string with itself takes no time, but comparing it with a copy does.
  lastText = text;
  const number = Math.floor(at / BLOCK);
  let inside = lastBlocks.get(number);
  if (inside === undefined) {
    inside = segmentBlock(text, number * BLOCK);
    lastBlocks.set(number, inside);
  }
  return inside[at - number * BLOCK] === 1;
}

/** For each offset of a block, 1 where it lies inside a word. */
function segmentBlock(text: string, start: number): Uint8Array {
  const inside = new Uint8Array(BLOCK);
  const from = Math.max(0, start - CONTEXT);
  for (const { index, segment, isWordLike } of segmentsOf(text.slice(from, start + BLOCK + CONTEXT))) {
    if (isWordLike !== true) continue;
    const first = Math.max(0, from + index + 1 - start);
    const end = Math.min(BLOCK, from + index + segment.length - start);
    if (first < end) inside.fill(1, first, end);
  }
  return inside;
}

/** Whether a term is one word of the dictionary. */
export function isDictionaryWord(term: string): boolean {
  let known = words.get(term);
  if (known === undefined) {
    let count = 0;
    // A term longer than a block is no word, and would take its time.
    if (term.length <= BLOCK) for (const _ of segmentsOf(term)) count += 1;
    known = count === 1;
    if (words.size >= MAX_TERMS) words.clear();
    words.set(term, known);
  }
  return known;
}
