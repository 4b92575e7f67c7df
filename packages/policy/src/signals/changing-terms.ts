/** One live bank of terms: small changes at once, and the whole compiled anew beside it by whoever has a thread for that. */
import {
  type AutomatonTables,
  createLiveTermIndex,
  type LiveTermIndex,
  type TermBank,
  type TermEntry as IndexedTerm,
  type TermHits,
} from "@evenhand/matching";
import type { Bank, TermEntry } from "../model.js";
import { isIn, termHitOf, termOf } from "./ask-bank.js";
import type { BankSignals } from "./bank-signals.js";
import { remembering } from "./remembering.js";
import type { BankHit } from "./signals.js";

/** When a bank of terms is compiled anew. */
export interface MergeLimits {
  /** The share of its entries that has to have changed before it is due. */
  readonly dueShare: number;
  /** Fewer changes than this are never due. */
  readonly leastDue: number;
  /**
   * Where so much has changed and as much as there was, the change that comes next compiles the bank itself: nobody else did, and
   * every change takes time in proportion to all that went before.
   */
  readonly leastMerge: number;
}

const LIMITS: MergeLimits = { dueShare: 0.1, leastDue: 1_000, leastMerge: 20_000 };

/** A bank of terms that changes between two events. */
export interface ChangingTerms {
  readonly signals: Pick<BankSignals, "hits" | "any">;
  /** @param removed ids of stored entries that are in it */
  change(added: readonly (TermEntry & { readonly id: string })[], removed: readonly string[]): void;
  /** See `ChangingBanks.due`. */
  due(): TermBank | undefined;
  /** See `ChangingBanks.adopt`. */
  adopt(task: TermBank, tables: readonly AutomatonTables[]): boolean;
}

/** What is being compiled elsewhere, and what has changed since. */
interface Merge {
  readonly task: TermBank;
  /** Entries added and removed since, each time they were. */
  changed: number;
  readonly touched: Set<string>;
  readonly added: Map<string, IndexedTerm>;
}

/** @param entries by the ids that the index knows them by; follows every change */
export function changingTerms(
  { name, fold, variants }: Pick<Extract<Bank, { kind: "terms" }>, "name" | "fold" | "variants">,
  entries: Map<string, TermEntry>,
  { dueShare, leastDue, leastMerge }: MergeLimits = LIMITS,
): ChangingTerms {
  let index: LiveTermIndex;
  /** Entries when it was compiled, and how many were added and removed since. */
  let size: number;
  let changed: number;
  let scan: (text: string) => TermHits;
  let merge: Merge | undefined;
  const use = (next: LiveTermIndex): void => {
    index = next;
    scan = remembering((text: string): TermHits => next.scan(text));
  };
  /** Compiles, or takes what was compiled elsewhere. */
  const compile = (bank: TermBank, tables?: readonly AutomatonTables[]): void => {
    use(createLiveTermIndex([bank], { mergeAt: Infinity, ...(tables && { tables }) }));
    size = bank.entries.length;
    changed = 0;
    merge = undefined;
  };
  const bankNow = (): TermBank => index.banksNow()[0] as TermBank;
  const hits = (text: string, asOf: number): readonly BankHit[] =>
    scan(text)
      .hits(name)
      .flatMap((hit) => {
        const entry = entries.get(hit.entry.id) as TermEntry;
        return isIn(entry, asOf) ? [termHitOf(hit, entry)] : [];
      });
  compile({
    name,
    ...(fold === undefined ? {} : { fold }),
    ...(variants === undefined ? {} : { variants }),
    entries: [...entries].map(([id, entry]) => termOf(id, entry)),
  });
  return {
    signals: {
      hits: (_bank, text, asOf) => hits(text, asOf),
      any: (_bank, text, asOf) => scan(text).any(name) && hits(text, asOf).length > 0,
    },
    change(added, removed) {
      const terms = added.map((entry) => termOf(entry.id, entry));
      use(index.with([{ bank: name, add: terms, remove: removed }]));
      for (const id of removed) entries.delete(id);
      for (const entry of added) entries.set(entry.id, entry);
      changed += added.length + removed.length;
      if (merge !== undefined) note(merge, terms, removed);
      if (changed > Math.max(leastMerge, size)) compile(bankNow());
    },
    due() {
      if (changed <= Math.max(leastDue, size * dueShare)) return undefined;
      const task = bankNow();
      merge = { task, changed: 0, touched: new Set(), added: new Map() };
      return task;
    },
    adopt(task, tables) {
      if (merge?.task !== task) return false;
      const since = merge;
      compile(task, tables);
      if (since.changed > 0)
        use(index.with([{ bank: name, add: [...since.added.values()], remove: [...since.touched] }]));
      changed = since.changed;
      return true;
    },
  };
}

/** Entries that are removed or replaced leave their place; what is added stands at the end, as in the index itself. */
function note(merge: Merge, terms: readonly IndexedTerm[], removed: readonly string[]): void {
  const { touched, added } = merge;
  merge.changed += terms.length + removed.length;
  for (const id of [...removed, ...terms.map((term) => term.id)]) {
    touched.add(id);
    added.delete(id);
  }
  for (const term of terms) added.set(term.id, term);
}
