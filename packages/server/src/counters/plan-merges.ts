/** How a row of the log looks to the planner. */
export interface RowSize {
  readonly id: string;
  readonly entries: number;
}

interface Run {
  readonly ids: string[];
  entries: number;
}

/** What a merged row may hold: decoding and encoding it takes the event loop about ten milliseconds. */
export const MOST_ENTRIES = 10_000;
/** Rows that one merge reads. */
export const MOST_ROWS = 2_000;

/**
 * Which runs of consecutive rows become one row each. A row is merged with a neighbour of about its own size or larger ones
 * with what has gathered after them, as in a log-structured merge tree: over its life an entry is rewritten a logarithmic
 * number of times, and the number of rows stays near the entries divided by {@link MOST_ENTRIES}.
 *
 * @param rows in the order of their ids
 */
export function planMerges(rows: readonly RowSize[]): readonly (readonly string[])[] {
  const runs: Run[] = [];
  for (const { id, entries } of rows) {
    runs.push({ ids: [id], entries });
    for (;;) {
      const [before, last] = [runs.at(-2), runs.at(-1)] as [Run | undefined, Run];
      if (before === undefined || before.entries > 2 * Math.max(1, last.entries)) break;
      if (before.entries + last.entries > MOST_ENTRIES || before.ids.length + last.ids.length > MOST_ROWS) break;
      before.ids.push(...last.ids);
      before.entries += last.entries;
      runs.pop();
    }
  }
  return runs.flatMap(({ ids }) => (ids.length > 1 ? [ids] : []));
}
