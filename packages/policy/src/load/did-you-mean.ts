import { closest } from "@evenhand/cel";

/** Words longer than this are no typing mistakes of each other. */
const MAX_WORD = 64;

/**
 * The word that was probably meant: one spelt nearly so, or one with the same letters in another order, which is the
 * commonest slip in short words (`nmae`).
 */
export function meantFor(word: string, words: readonly string[]): string | undefined {
  const near = closest(word, words);
  if (near !== undefined || word.length < 3 || word.length > MAX_WORD) return near;
  const letters = sorted(word);
  return words.find((known) => known.length === word.length && known !== word && sorted(known) === letters);
}

function sorted(word: string): string {
  return Array.from(word).sort().join("");
}
