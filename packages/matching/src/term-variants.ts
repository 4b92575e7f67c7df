/**
 * Terms as people miswrite them, or mask them on purpose: what no folding can see, because letters are missing or stand in
 * another place. Each variant is one more needle, so that a scan stays exact and linear.
 */

/**
 * - `masks`: letters inside a word hidden behind stars, one or several in a row, at least half of the letters left: f*ck, f**k
 * - `splits`: one sign inside a word of four letters or more: sp.am, f-uck (a blank would make words that nobody wrote: "pen is")
 * - `typos`: one slip inside a word of six letters or more: a letter left out, doubled, or swapped with the next one
 */
export const TERM_VARIANTS = ["masks", "splits", "typos"] as const;

export type TermVariant = (typeof TERM_VARIANTS)[number];

const MIN_MASKED = 3;
const MIN_SPLIT = 4;
const SPLITTERS = [".", "-", "*", "_"] as const;
/** One slip in a shorter word is too often another word. */
const MIN_TYPO = 6;
/** Masks grow with the square of the length of a word. */
const MAX_WORD = 24;
const MAX_WORDS = 5;

/**
 * The variants of a term, each once, without the term itself: one of its words is changed, and of that never the first letter,
 * nor by masks the last one. A word of 8 letters has 18 masks, 28 splits and 20 typos. None for terms of more than five words, and for
 * words that are not of letters alone.
 * @param term folded by the plain steps; a variant may still be folded by others
 */
export function termVariants(term: string, kinds: readonly TermVariant[]): readonly string[] {
  const words = term.split(" ");
  if (words.length > MAX_WORDS) return [];
  const variants = new Set<string>();
  for (const [at, word] of words.entries()) {
    for (const variant of variantsOfWord(word, kinds)) variants.add(words.with(at, variant).join(" "));
  }
  variants.delete(term);
  return [...variants];
}

function* variantsOfWord(word: string, kinds: readonly TermVariant[]): Iterable<string> {
  if (!/^\p{L}+$/u.test(word)) return;
  const letters = Array.from(word);
  if (letters.length > MAX_WORD) return;
  if (kinds.includes("masks") && letters.length >= MIN_MASKED) yield* masks(letters);
  if (kinds.includes("splits") && letters.length >= MIN_SPLIT) yield* splits(letters);
  if (kinds.includes("typos") && letters.length >= MIN_TYPO) yield* typos(letters);
}

function* masks(letters: readonly string[]): Iterable<string> {
  const most = Math.floor(letters.length / 2);
  for (let from = 1; from < letters.length - 1; from++) {
    for (let count = 1; count <= most && from + count < letters.length; count++) {
      yield [...letters.slice(0, from), "*".repeat(count), ...letters.slice(from + count)].join("");
    }
  }
}

function* splits(letters: readonly string[]): Iterable<string> {
  for (let at = 1; at < letters.length; at++) {
    for (const sign of SPLITTERS) yield [...letters.slice(0, at), sign, ...letters.slice(at)].join("");
  }
}

function* typos(letters: readonly string[]): Iterable<string> {
  for (let at = 1; at < letters.length; at++) {
    const before = letters.slice(0, at);
    const here = letters[at]!;
    const after = letters.slice(at + 1);
    yield [...before, ...after].join("");
    yield [...before, here, here, ...after].join("");
    if (at + 1 < letters.length) yield [...before, letters[at + 1]!, here, ...letters.slice(at + 2)].join("");
  }
}
