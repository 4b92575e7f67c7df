/** A bank's entries that need somebody: everything that `bank stats` lists. */
import type { Bank } from "../model.js";
import { type CoveredEntry, coveredEntries } from "./covered.js";
import { duplicateEntries, type PlacedEntry } from "./duplicates.js";
import { entriesByKey } from "./entry-key.js";
import { deadEntries, type EntryUse, noisyEntries, overturnedEntries, type SharedUse } from "./use-lists.js";

export interface HygieneInput {
  /** The bank that is asked about. */
  readonly bank: string;
  /** All banks of the policy, with the live entries in them. */
  readonly banks: readonly Bank[];
  /** Uses of the bank's entries by key, of the days that are looked at. */
  readonly uses: ReadonlyMap<string, EntryUse>;
  /** Keys of entries that were there all these days. */
  readonly there: ReadonlySet<string>;
  /** Hits from which on shares of them say something. */
  readonly minHits: number;
  /** Items without a measure that the entries were tried on, and how many each hit. */
  readonly sampled: number;
  readonly sampleHits: ReadonlyMap<string, number>;
  /** The share of those above which an entry hits too much. */
  readonly share: number;
}

/** Entries are named by key. */
export interface BankHygiene {
  readonly dead: readonly string[];
  readonly overturned: readonly (SharedUse & { readonly overturned: number })[];
  readonly duplicates: readonly (readonly PlacedEntry[])[];
  readonly covered: readonly CoveredEntry[];
  readonly noisy: readonly SharedUse[];
}

/** Works out every list. The largest banks take seconds: not in a thread that somebody waits for. */
export function bankHygiene(input: HygieneInput): BankHygiene | undefined {
  const bank = input.banks.find(({ name }) => name === input.bank);
  if (bank === undefined) return undefined;
  const entries = entriesByKey(bank);
  return {
    dead: deadEntries(entries, input.uses, input.there),
    overturned: overturnedEntries(entries, input.uses, input.minHits),
    duplicates: duplicateEntries(input.bank, input.banks),
    covered: coveredEntries(bank),
    noisy: noisyEntries(entries, input.sampleHits, input.sampled, input.share),
  };
}
