/** A number and what it counts: `1 case`, `2,000 cases`. */
export function count(n: number, word: string): string {
  return `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;
}
