/**
 * UTF-16 offset of the last occurrence that starts at or before `from`, or -1.
 *
 * Knuth–Morris–Pratt from the end: the host's `lastIndexOf` takes time proportional to the product of both lengths.
 */
export function findLast(text: string, part: string, from: number): number {
  const size = part.length;
  const latest = Math.min(from, text.length - size);
  if (latest < 0) return -1;
  if (size === 0) return latest;
  const failure = new Int32Array(size);
  const backwards = (index: number): number => part.charCodeAt(size - 1 - index);
  for (let index = 1, matched = 0; index < size; index++) {
    while (matched > 0 && backwards(index) !== backwards(matched)) matched = failure[matched - 1]!;
    if (backwards(index) === backwards(matched)) matched++;
    failure[index] = matched;
  }
  for (let at = latest + size - 1, matched = 0; at >= 0; at--) {
    const unit = text.charCodeAt(at);
    while (matched > 0 && unit !== backwards(matched)) matched = failure[matched - 1]!;
    if (unit === backwards(matched)) matched++;
    if (matched === size) return at;
  }
  return -1;
}
