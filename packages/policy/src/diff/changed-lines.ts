/** Beyond this many line pairs the middle is shown as replaced: comparing takes time with their product. */
const MAX_PAIRS = 1_000_000;

/**
 * The lines that differ between two texts, those of the older one after `- `, those of the newer one after `+ `, in order.
 * Longest common subsequence after common lines at both ends are taken off.
 */
export function changedLines(before: string, after: string): string[] {
  const old = before.split("\n");
  const young = after.split("\n");
  let start = 0;
  while (start < old.length && start < young.length && old[start] === young[start]) start += 1;
  let oldEnd = old.length;
  let youngEnd = young.length;
  while (oldEnd > start && youngEnd > start && old[oldEnd - 1] === young[youngEnd - 1]) {
    oldEnd -= 1;
    youngEnd -= 1;
  }
  return compare(old.slice(start, oldEnd), young.slice(start, youngEnd));
}

function compare(old: readonly string[], young: readonly string[]): string[] {
  const removed = old.map((line) => `- ${line}`);
  const added = young.map((line) => `+ ${line}`);
  if (old.length * young.length > MAX_PAIRS) return [...removed, ...added];
  const width = young.length + 1;
  // common[i * width + j]: length of the longest common subsequence of old[i…] and young[j…].
  const common = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = young.length - 1; j >= 0; j--) {
      const same = old[i] === young[j];
      common[i * width + j] = same
        ? common[(i + 1) * width + j + 1]! + 1
        : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
    }
  }
  const lines: string[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < young.length) {
    if (i < old.length && j < young.length && old[i] === young[j]) {
      i += 1;
      j += 1;
    } else if (j === young.length || (i < old.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) {
      lines.push(removed[i++] as string);
    } else lines.push(added[j++] as string);
  }
  return lines;
}
