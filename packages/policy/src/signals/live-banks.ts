/** Banks that grow while a policy is in force: the policy's own entries, and those that were added since. */
import { type AutomatonTables, MatchingError, type TermBank } from "@evenhand/matching";
import type { Bank } from "../model.js";
import { type BankSignals, createBankSignals } from "./bank-signals.js";
import { type ChangingBank, createChangingBank } from "./changing-bank.js";
import type { MergeLimits } from "./changing-terms.js";
import type { LiveBanks } from "./live-sources.js";

/** An entry that was added while a policy is in force; `id` is what it is removed by. */
export type StoredEntry = Bank["entries"][number] & { readonly id: string };

/** What was added to one bank. */
export interface StoredBank {
  /** Grows with every change. */
  readonly revision: number;
  readonly entries: readonly StoredEntry[];
}

/** A change of one bank. */
export interface BankChange {
  readonly bank: string;
  readonly revision: number;
  readonly added: readonly StoredEntry[];
  /** Ids of entries that are not in the bank any more; what is not known is ignored. */
  readonly removed: readonly string[];
}

/** Live banks that follow what is stored. */
export interface ChangingBanks extends LiveBanks {
  /** Entries that were added to a bank and are in it. */
  size(bank: string): number;
  /**
   * Takes a change over, between two events, without compiling the whole bank anew; terms are, where nobody else has compiled them
   * by the time that as much has changed as there was. A change of a bank that the policy does not declare live is ignored.
   */
  apply(change: BankChange): void;
  /**
   * A bank of terms of which enough has changed to compile it anew: its entries as they are now, as plain data that can be sent to
   * another thread. Compile it there (`createTermIndex([bank]).tables`), and have it adopted; what changes meanwhile is kept
   * account of until then. Asking again takes back what was given out for the same bank.
   */
  due(): TermBank | undefined;
  /**
   * Uses what was compiled elsewhere, between two events: nothing that is found changes by it.
   *
   * @param task what `due` gave out
   * @param tables of the index of it
   * @returns false where it is not wanted any more, because the bank was compiled otherwise or given out again
   */
  adopt(task: TermBank, tables: readonly AutomatonTables[]): boolean;
}

/**
 * What keeps an entry out of a bank that its reader let in: of some terms nothing is left by the bank's own folding.
 *
 * @returns a sentence, or undefined where all of them can be compiled
 */
export function compileProblem(bank: Bank, entries: readonly Bank["entries"][number][]): string | undefined {
  try {
    createChangingBank(
      { ...bank, entries: [] },
      entries.map((entry, place) => ({ ...entry, id: `${place}` })),
    );
    return undefined;
  } catch (error) {
    if (error instanceof MatchingError) return error.message;
    throw error;
  }
}

/** Terms that were added under a policy with another folding may not fit this one's; they find nothing under it. */
function fitting(bank: Bank, entries: readonly StoredEntry[]): readonly StoredEntry[] {
  if (bank.kind !== "terms" || bank.fold === undefined || compileProblem(bank, entries) === undefined) return entries;
  if (entries.length === 1) return [];
  const half = entries.length >>> 1;
  return [...fitting(bank, entries.slice(0, half)), ...fitting(bank, entries.slice(half))];
}

const NOTHING: BankSignals = createBankSignals([]);

interface Held {
  readonly declared: Bank;
  readonly bank: ChangingBank;
  revision: number;
  readonly stored: Set<string>;
}

/**
 * Compiles live banks.
 *
 * @param declared the policy's live banks; allow-list entries of either side cancel hits of both
 * @param stored what was added to them, by name
 * @param limits when terms are compiled anew
 */
export function createLiveBanks(
  declared: readonly Bank[],
  stored: ReadonlyMap<string, StoredBank>,
  limits?: MergeLimits,
): ChangingBanks {
  const banks = new Map<string, Held>();
  for (const bank of declared) {
    const { revision, entries } = stored.get(bank.name) ?? { revision: 0, entries: [] };
    banks.set(bank.name, {
      declared: bank,
      bank: createChangingBank(bank, fitting(bank, entries), limits),
      revision,
      stored: new Set(entries.map(({ id }) => id)),
    });
  }
  const of = (bank: string): Partial<BankSignals> => banks.get(bank)?.bank.signals ?? NOTHING;
  let revisions = Object.fromEntries([...banks].map(([name, { revision }]) => [name, revision]));
  return {
    get revisions() {
      return revisions;
    },
    signals: {
      hits: (bank, text, asOf) => (of(bank).hits ?? NOTHING.hits)(bank, text, asOf),
      any: (bank, text, asOf) => (of(bank).any ?? NOTHING.any)(bank, text, asOf),
      links: (bank, urls, asOf) => (of(bank).links ?? NOTHING.links)(bank, urls, asOf),
      similar: (bank, text, asOf) => (of(bank).similar ?? NOTHING.similar)(bank, text, asOf),
      image: (bank, media, asOf) => (of(bank).image ?? NOTHING.image)(bank, media, asOf),
    },
    size: (bank) => banks.get(bank)?.stored.size ?? 0,
    apply({ bank: name, revision, added, removed }) {
      const held = banks.get(name);
      if (held === undefined) return;
      const gone = removed.filter((id) => held.stored.delete(id));
      for (const { id } of added) held.stored.add(id);
      held.bank.change(fitting(held.declared, added), gone);
      held.revision = revision;
      // A new object: the record of an event holds the one before.
      revisions = { ...revisions, [name]: revision };
    },
    due() {
      for (const { bank } of banks.values()) {
        const task = bank.merging?.due();
        if (task !== undefined) return task;
      }
      return undefined;
    },
    adopt: (task, tables) => banks.get(task.name)?.bank.merging?.adopt(task, tables) ?? false,
  };
}
