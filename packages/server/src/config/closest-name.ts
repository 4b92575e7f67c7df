/**
 * The known name that was probably meant: the one with the fewest edits, at most a third of its length.
 * Both sides are short names of ours or of an environment, so the quadratic distance costs nothing.
 */
export function closestName(written: string, known: readonly string[]): string | undefined {
  if (written.length > 64) return undefined;
  let best: string | undefined;
  let least = Math.floor(written.length / 3) + 1;
  for (const name of known) {
    const edits = editDistance(written, name);
    if (edits < least) [best, least] = [name, edits];
  }
  return best;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
