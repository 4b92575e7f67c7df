/** Banks that grow while a policy is in force: the policy's own entries, and those that were added since. */
import type { Bank } from "../model.js";
import { createBankSignals, type BankSignals } from "./bank-signals.js";
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
  /** Takes a change over, between two events. One of a bank that the policy does not declare live is ignored. */
  apply(change: BankChange): void;
}

const NO_SIGNALS: BankSignals = createBankSignals([]);

/**
 * Compiles live banks.
 *
 * @param declared the policy's live banks; allow-list entries of either side cancel hits of both
 * @param stored what was added to them, by name
 */
export function createLiveBanks(declared: readonly Bank[], stored: ReadonlyMap<string, StoredBank>): ChangingBanks {
  const banks = new Map(declared.map((bank) => [bank.name, new ChangingBank(bank, stored.get(bank.name))]));
  let revisions = Object.fromEntries([...banks].map(([name, { revision }]) => [name, revision]));
  const of = (bank: string): BankSignals => banks.get(bank)?.signals ?? NO_SIGNALS;
  return {
    get revisions() {
      return revisions;
    },
    signals: {
      hits: (bank, text, asOf) => of(bank).hits(bank, text, asOf),
      any: (bank, text, asOf) => of(bank).any(bank, text, asOf),
      links: (bank, urls, asOf) => of(bank).links(bank, urls, asOf),
      similar: (bank, text, asOf) => of(bank).similar(bank, text, asOf),
      image: (bank, media, asOf) => of(bank).image(bank, media, asOf),
    },
    size: (bank) => banks.get(bank)?.size ?? 0,
    apply(change) {
      const bank = banks.get(change.bank);
      if (bank === undefined) return;
      bank.apply(change);
      // A new object: the record of an event holds the one before.
      revisions = { ...revisions, [change.bank]: bank.revision };
    },
  };
}

class ChangingBank {
  revision: number;
  signals: BankSignals;
  readonly #declared: Bank;
  readonly #entries: Map<string, StoredEntry>;

  constructor(declared: Bank, stored: StoredBank = { revision: 0, entries: [] }) {
    this.#declared = declared;
    this.revision = stored.revision;
    this.#entries = new Map(stored.entries.map((entry) => [entry.id, entry]));
    this.signals = this.#compile();
  }

  get size(): number {
    return this.#entries.size;
  }

  apply({ revision, added, removed }: BankChange): void {
    for (const id of removed) this.#entries.delete(id);
    for (const entry of added) this.#entries.set(entry.id, entry);
    this.signals = this.#compile();
    this.revision = revision;
  }

  #compile(): BankSignals {
    const entries = [...this.#declared.entries, ...this.#entries.values()];
    return createBankSignals([{ ...this.#declared, entries } as Bank]);
  }
}
