/** One live bank: an index that entries are added to and removed from. */
import { createDomainBank, createImageBank } from "@evenhand/matching";
import type { Bank, DomainEntry, SampleEntry, TermEntry } from "../model.js";
import { allowedFirst, askDomains, askImages, domainOf, imageOf, nameOfDomain, type KnownImage } from "./ask-bank.js";
import type { BankSignals } from "./bank-signals.js";
import { type ChangingTerms, changingTerms, type MergeLimits } from "./changing-terms.js";
import { EndingEntries } from "./ending-entries.js";
import type { StoredEntry } from "./live-banks.js";
import { KnownSamples } from "./known-samples.js";
import { DEFAULT_RADIUS } from "./signals.js";

/** A bank that changes between two events. */
export interface ChangingBank {
  /** What can be asked of its kind. */
  readonly signals: Partial<BankSignals>;
  /** @param removed ids of stored entries that are in it */
  change(added: readonly StoredEntry[], removed: readonly string[]): void;
  /** Of terms: what has somebody else compile them. */
  readonly merging?: Pick<ChangingTerms, "due" | "adopt">;
}

/**
 * @param stored what was added to the policy's own entries
 * @param limits when terms are compiled anew
 */
export function createChangingBank(bank: Bank, stored: readonly StoredEntry[], limits?: MergeLimits): ChangingBank {
  switch (bank.kind) {
    case "terms": {
      const terms = changingTerms(
        bank,
        byId<TermEntry>(bank.entries, stored as readonly (TermEntry & StoredEntry)[]),
        limits,
      );
      return {
        signals: terms.signals,
        change: (added, removed) => terms.change(added as readonly (TermEntry & StoredEntry)[], removed),
        merging: terms,
      };
    }
    case "domains":
      return changingDomains(bank, stored as readonly (DomainEntry & StoredEntry)[]);
    case "samples":
      return changingSamples([...bank.entries, ...(stored as readonly SampleEntry[])]);
    case "images":
      return changingImages(bank, [...bank.entries, ...(stored as Extract<Bank, { kind: "images" }>["entries"])]);
  }
}

/** Every entry by the id that its index has: its own, or its place in the policy. */
function byId<E extends { readonly id?: string }>(
  own: readonly E[],
  stored: readonly (E & StoredEntry)[],
): Map<string, E> {
  return new Map([
    ...own.map((entry, place) => [`policy:${place}`, entry] as const),
    ...stored.map((entry) => [entry.id, entry] as const),
  ]);
}

function changingDomains(
  { lookalikes = false, entries: own }: Extract<Bank, { kind: "domains" }>,
  stored: readonly (DomainEntry & StoredEntry)[],
): ChangingBank {
  const entries = byId<DomainEntry>(own, stored);
  const bank = createDomainBank(
    allowedFirst([...entries], ([, entry]) => entry).map(([id, entry]) => domainOf(id, entry)),
    { lookalikes },
  );
  // Of entries of the same host and path the first counts, and an exception has to.
  const add = (id: string, entry: DomainEntry): void => {
    const name = nameOfDomain(entry);
    const same =
      entry.allow !== true ? [] : [...entries].filter(([, one]) => one.allow !== true && nameOfDomain(one) === name);
    const behind = same.filter(([other]) => bank.remove(other) > 0);
    bank.add(domainOf(id, entry));
    for (const [other, one] of behind) bank.add(domainOf(other, one));
  };
  const ending = new EndingEntries<DomainEntry>(add, (id) => bank.remove(id));
  for (const [id, entry] of entries) ending.watch(id, entry);
  return {
    signals: {
      links(_bank, urls, asOf) {
        ending.sweep(asOf);
        return askDomains(bank, urls, (id) => entries.get(id) as DomainEntry);
      },
    },
    change(added, removed) {
      for (const id of removed) {
        ending.forget(id);
        entries.delete(id);
        bank.remove(id);
      }
      for (const entry of added as readonly (DomainEntry & StoredEntry)[]) {
        entries.set(entry.id, entry);
        add(entry.id, entry);
        ending.watch(entry.id, entry);
      }
    },
  };
}

function changingSamples(samples: readonly SampleEntry[]): ChangingBank {
  const bank = new KnownSamples(samples);
  const ending = new EndingEntries<SampleEntry>(
    (_id, entry) => bank.add(entry),
    (id) => bank.remove(id),
  );
  for (const entry of samples) ending.watch(entry.id, entry);
  return {
    signals: {
      similar(_bank, text, asOf) {
        ending.sweep(asOf);
        return bank.nearest(text);
      },
    },
    change(added, removed) {
      for (const id of removed) {
        ending.forget(id);
        bank.remove(id);
      }
      for (const entry of added as readonly SampleEntry[]) {
        bank.add(entry);
        ending.watch(entry.id, entry);
      }
    },
  };
}

function changingImages(
  { radius = DEFAULT_RADIUS }: Extract<Bank, { kind: "images" }>,
  images: Extract<Bank, { kind: "images" }>["entries"],
): ChangingBank {
  type Image = (typeof images)[number];
  const bank = createImageBank<KnownImage>(images.map((entry) => imageOf(entry, radius)));
  // An entry may look farther than its bank; once one has, looking farther finds nothing more than it should.
  let most = images.reduce((far, entry) => Math.max(far, entry.radius ?? 0), radius);
  const ending = new EndingEntries<Image>(
    (_id, entry) => bank.add([imageOf(entry, radius)]),
    (id) => bank.remove(id),
  );
  for (const entry of images) ending.watch(entry.id, entry);
  return {
    signals: {
      image(_bank, media, asOf) {
        ending.sweep(asOf);
        return askImages(bank, media, most);
      },
    },
    change(added, removed) {
      for (const id of removed) {
        ending.forget(id);
        bank.remove(id);
      }
      const entries = added as readonly Image[];
      bank.add(entries.map((entry) => imageOf(entry, radius)));
      for (const entry of entries) {
        most = Math.max(most, entry.radius ?? 0);
        ending.watch(entry.id, entry);
      }
    },
  };
}
