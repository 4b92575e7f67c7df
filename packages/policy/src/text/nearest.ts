import { distance } from "fastest-levenshtein";

/** The name that was probably meant: the nearest, where it differs by at most a third of its letters. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  if (word.length > 200) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const name of names) {
    const d = distance(word, name);
    if (d < bestDistance) [best, bestDistance] = [name, d];
  }
  return best;
}
