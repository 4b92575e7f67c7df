/** What the service and the thread that works out a bank's hygiene say to each other: each request gets one answer, in order. */
import type { BankStatsBody, Event } from "@evenhand/contract";
import type { Bank, BankEntry, EntryUse } from "@evenhand/policy";

/** What the thread works out of a bank's statistics. */
export type HygieneLists = Pick<
  BankStatsBody,
  "entries" | "dead" | "overturnedEntries" | "duplicates" | "covered" | "noisy"
>;

export type HygieneRequest =
  /** Every bank of the kind, without entries; `bank` is the one that is asked about. */
  | { readonly kind: "begin"; readonly bank: string; readonly banks: readonly Bank[]; readonly nowMs: number }
  | { readonly kind: "entries"; readonly bank: string; readonly live: boolean; readonly entries: readonly BankEntry[] }
  /** Items that led to no measure, once all entries are there. */
  | { readonly kind: "events"; readonly events: readonly Event[] }
  | {
      readonly kind: "report";
      /** By key. */
      readonly uses: ReadonlyMap<string, EntryUse>;
      /** Keys that were there all the time; `policy`: those of the policy were, all of them. */
      readonly there: ReadonlySet<string>;
      readonly policyThere: boolean;
      readonly minHits: number;
      readonly share: number;
      readonly limit: number;
    };

export type HygieneAnswer =
  | { readonly kind: "ready" }
  | { readonly kind: "report"; readonly lists: HygieneLists }
  | { readonly kind: "failed"; readonly reason: string };
