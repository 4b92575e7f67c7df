/** Trying some entries of a bank on stored events: what a scan finds, and what a clean sample says of them. */
import type { Event } from "@evenhand/contract";
import { Facts } from "../facts/facts.js";
import type { Bank } from "../model.js";
import { createBankSignals } from "../signals/bank-signals.js";

/** How similar a text must be to a sample, unless said. A detector may ask for more or less. */
export const SAMPLE_HIT = 0.7;
/** Spans of one entry that are told. */
const MAX_SPANS = 10;

/** An entry that hit in an event. Offsets are UTF-16 code units of `text.all`. */
export interface EntryMatch {
  /** Its key. */
  readonly entry: string;
  readonly spans?: readonly { readonly start: number; readonly end: number }[];
  readonly similarity?: number;
  readonly distance?: number;
}

/** Says which entries of a bank an event hits, each once. */
export type EntryMatcher = (event: Event) => readonly EntryMatch[];

const NOBODY = { level: "", strikes: 0 };

/**
 * Compiles a bank for being tried on events: terms and links of all words, images within their radius. Of samples and images
 * the nearest alone hits, of hosts and paths the longest: as for a condition.
 *
 * @param asOfMs entries that have expired by then find nothing
 * @param similarity from which on a text counts as a sample
 */
export function createEntryMatcher(bank: Bank, asOfMs: number, similarity: number = SAMPLE_HIT): EntryMatcher {
  const signals = createBankSignals([bank]);
  const match = (event: Event): readonly EntryMatch[] => {
    const { text, media } = new Facts(event, () => NOBODY);
    switch (bank.kind) {
      case "terms":
        return matchTerms(signals.hits(bank.name, text.all, asOfMs));
      case "domains":
        return signals.links(bank.name, text.urls, asOfMs).map(({ id, entry }) => ({ entry: id ?? entry }));
      case "samples": {
        const nearest = signals.similar(bank.name, text.all, asOfMs);
        if (nearest.sample === undefined || nearest.similarity < similarity) return [];
        return [{ entry: nearest.id ?? nearest.sample, similarity: nearest.similarity }];
      }
      case "images": {
        const { id, entry, distance } = signals.image(bank.name, media, asOfMs);
        return entry === undefined ? [] : [{ entry: id ?? entry, distance }];
      }
    }
  };
  return match;
}

function matchTerms(
  hits: readonly { readonly id?: string; readonly entry: string; readonly start: number; readonly end: number }[],
): readonly EntryMatch[] {
  const byEntry = new Map<string, { start: number; end: number }[]>();
  for (const { id, entry, start, end } of hits) {
    const key = id ?? entry;
    const spans = byEntry.get(key);
    if (spans === undefined) byEntry.set(key, [{ start, end }]);
    else if (spans.length < MAX_SPANS) spans.push({ start, end });
  }
  return [...byEntry].map(([entry, spans]) => ({ entry, spans }));
}
