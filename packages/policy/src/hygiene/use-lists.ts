/** What the uses of a bank's entries say about them. */
import { type Rate, wilson } from "../backtest/rates.js";
import { type AnyEntry, isAllowing } from "./entry-key.js";

/** Decisions that an entry hit, and those of them that were overturned since. */
export interface EntryUse {
  readonly hits: number;
  readonly overturned: number;
}

/** An entry, by key, and the share of something that speaks against it. */
export interface SharedUse {
  readonly entry: string;
  readonly hits: number;
  readonly share: Rate;
}

type Entries = ReadonlyMap<string, AnyEntry>;
type Uses = ReadonlyMap<string, EntryUse>;

/**
 * Entries without a hit, of those that were there during the whole time that `uses` covers.
 *
 * @param there keys of entries that were
 */
export function deadEntries(entries: Entries, uses: Uses, there: ReadonlySet<string>): readonly string[] {
  return [...entries].flatMap(([key, entry]) =>
    !isAllowing(entry) && there.has(key) && (uses.get(key)?.hits ?? 0) === 0 ? [key] : [],
  );
}

/** Entries with at least `minHits` hits, more than half of which were overturned; the surest first. */
export function overturnedEntries(
  entries: Entries,
  uses: Uses,
  minHits: number,
): readonly (SharedUse & { readonly overturned: number })[] {
  const found = [...entries.keys()].flatMap((entry) => {
    const { hits, overturned } = uses.get(entry) ?? { hits: 0, overturned: 0 };
    const share = wilson(overturned, hits);
    if (share === undefined || hits < minHits || share.value <= 0.5) return [];
    return [{ entry, hits, overturned, share }];
  });
  return found.sort(bySureness);
}

/**
 * Entries that hit more than a share of items nothing was found wrong with; the surest first.
 *
 * @param hits items that each entry hit, of `sampled`
 */
export function noisyEntries(
  entries: Entries,
  hits: ReadonlyMap<string, number>,
  sampled: number,
  above: number,
): readonly SharedUse[] {
  const found = [...entries].flatMap(([entry, what]) => {
    const times = hits.get(entry) ?? 0;
    const share = wilson(times, sampled);
    return share === undefined || times === 0 || share.value <= above || isAllowing(what)
      ? []
      : [{ entry, hits: times, share }];
  });
  return found.sort(bySureness);
}

function bySureness(a: SharedUse, b: SharedUse): number {
  return b.share.low - a.share.low || (a.entry < b.entry ? -1 : 1);
}
