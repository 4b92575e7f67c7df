/** What the thread does: gathers a bank, tries it on items, and names what needs somebody. */
import type { BankEntryName, Event } from "@evenhand/contract";
import {
  type Bank,
  type BankEntry,
  bankHygiene,
  createEntryMatcher,
  entriesByKey,
  entryKey,
  entryName,
  type EntryMatcher,
} from "@evenhand/policy";
import type { HygieneAnswer, HygieneLists, HygieneRequest } from "./hygiene-messages.js";

interface Gathered {
  readonly bank: Bank;
  readonly entries: BankEntry[];
  /** Keys of entries that were added while a policy is in force. */
  readonly live: Set<string>;
}

/** Entries that are named of one group of duplicates. */
const MAX_GROUP = 20;

/** Work on one bank, request by request. */
export class HygieneWork {
  readonly #gathered = new Map<string, Gathered>();
  readonly #hits = new Map<string, number>();
  #asked = "";
  #nowMs = 0;
  #sampled = 0;
  #match: EntryMatcher | undefined;

  answer(request: HygieneRequest): HygieneAnswer {
    switch (request.kind) {
      case "begin":
        this.#asked = request.bank;
        this.#nowMs = request.nowMs;
        for (const bank of request.banks) this.#gathered.set(bank.name, { bank, entries: [], live: new Set() });
        return { kind: "ready" };
      case "entries": {
        const into = this.#of(request.bank);
        for (const entry of request.entries) {
          into.entries.push(entry);
          if (request.live) into.live.add(entryKey(entry));
        }
        return { kind: "ready" };
      }
      case "events":
        for (const event of request.events) this.#try(event);
        return { kind: "ready" };
      case "report":
        return { kind: "report", lists: this.#report(request) };
    }
  }

  #of(name: string): Gathered {
    const gathered = this.#gathered.get(name);
    if (gathered === undefined) throw new TypeError(`no bank ${name} was begun`);
    return gathered;
  }

  #bank(name: string): Bank {
    const { bank, entries } = this.#of(name);
    return { ...bank, entries } as Bank;
  }

  #try(event: Event): void {
    this.#match ??= createEntryMatcher(this.#bank(this.#asked), this.#nowMs);
    this.#sampled += 1;
    for (const { entry } of this.#match(event)) this.#hits.set(entry, (this.#hits.get(entry) ?? 0) + 1);
  }

  #report(request: Extract<HygieneRequest, { kind: "report" }>): HygieneLists {
    const { live, entries } = this.#of(this.#asked);
    const there = new Set(request.there);
    if (request.policyThere) for (const entry of entries) if (!live.has(entryKey(entry))) there.add(entryKey(entry));
    const hygiene = bankHygiene({
      bank: this.#asked,
      banks: [...this.#gathered.keys()].map((name) => this.#bank(name)),
      uses: request.uses,
      there,
      minHits: request.minHits,
      sampled: this.#sampled,
      sampleHits: this.#hits,
      share: request.share,
    });
    if (hygiene === undefined) throw new TypeError(`no bank ${this.#asked} was begun`);
    const name = this.#namer();
    const own = (key: string): BankEntryName => name(this.#asked, key);
    const some = <T, U>(list: readonly T[], show: (one: T) => U): { total: number; items: U[] } => ({
      total: list.length,
      items: list.slice(0, request.limit).map(show),
    });
    return {
      entries: { policy: entries.length - live.size, live: live.size },
      dead: some(hygiene.dead, own),
      overturnedEntries: some(hygiene.overturned, ({ entry, hits, overturned, share }) => ({
        ...own(entry),
        hits,
        overturned,
        share: { ...share },
      })),
      duplicates: some(hygiene.duplicates, (group) => ({
        entries: group.slice(0, MAX_GROUP).map(({ bank, entry }) => name(bank, entry)),
      })),
      covered: some(hygiene.covered, ({ entry, by }) => ({ ...own(entry), by: own(by) })),
      noisy: {
        sample: this.#sampled,
        ...some(hygiene.noisy, ({ entry, hits, share }) => ({ ...own(entry), hits, share: { ...share } })),
      },
    };
  }

  /** Says what an entry is called, whatever bank it is in. */
  #namer(): (bank: string, key: string) => BankEntryName {
    const byKey = new Map<string, ReadonlyMap<string, BankEntry>>();
    return (bank, key) => {
      let entries = byKey.get(bank);
      if (entries === undefined) byKey.set(bank, (entries = entriesByKey(this.#bank(bank))));
      const entry = entries.get(key);
      return {
        bank,
        entry: key,
        name: entry === undefined ? key : entryName(entry),
        live: this.#of(bank).live.has(key),
      };
    };
  }
}
