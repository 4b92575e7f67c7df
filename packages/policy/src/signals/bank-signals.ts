/**
 * Banks, compiled. The last texts that were asked about are remembered, because several detectors ask about the same ones.
 */
import { createDomainBank, createImageBank, createTermIndex, type TermHits } from "@evenhand/matching";
import type { Bank, DomainEntry, TermEntry } from "../model.js";
import { allowedFirst, askDomains, askImages, domainOf, imageOf, isIn, termHitOf, termOf } from "./ask-bank.js";
import { expiring } from "./expiring.js";
import { KnownSamples } from "./known-samples.js";
import { remembering } from "./remembering.js";
import {
  type BankHit,
  DEFAULT_RADIUS,
  type ImageHit,
  type LinkHit,
  NO_HIT,
  NO_SAMPLE,
  type SampleHit,
  type SignalsAt,
} from "./signals.js";

export type BankSignals = Pick<SignalsAt, "hits" | "any" | "links" | "similar" | "image">;

type BankOf<K extends Bank["kind"]> = Extract<Bank, { readonly kind: K }>;

const NO_LINKS: readonly LinkHit[] = [];

/** Compiles banks. Throws only for what the loader refuses. */
export function createBankSignals(banks: readonly Bank[]): BankSignals {
  const terms = termSignals(banks.filter((bank) => bank.kind === "terms"));
  const domains = byName(banks, "domains", domainSignals);
  const samples = byName(banks, "samples", sampleSignals);
  const images = byName(banks, "images", imageSignals);
  return {
    ...terms,
    links: (bank, urls, asOf) => domains.get(bank)?.(urls, asOf) ?? NO_LINKS,
    similar: (bank, text, asOf) => samples.get(bank)?.(text, asOf) ?? NO_SAMPLE,
    image: (bank, media, asOf) => images.get(bank)?.(media, asOf) ?? NO_HIT,
  };
}

function byName<K extends Bank["kind"], T>(
  banks: readonly Bank[],
  kind: K,
  make: (bank: BankOf<K>) => T,
): ReadonlyMap<string, T> {
  return new Map(banks.flatMap((bank) => (bank.kind === kind ? [[bank.name, make(bank as BankOf<K>)] as const] : [])));
}

/** Terms of all banks in one index. An entry that has expired is left out of what is found: the index serves every time. */
function termSignals(banks: readonly BankOf<"terms">[]): Pick<BankSignals, "hits" | "any"> {
  const entries = new Map<string, TermEntry>();
  const index = createTermIndex(
    banks.map(({ name, fold, variants, entries: terms }, bank) => ({
      name,
      ...(fold === undefined ? {} : { fold }),
      ...(variants === undefined ? {} : { variants }),
      entries: terms.map((entry, place) => {
        const id = `${bank}:${place}`;
        entries.set(id, entry);
        return termOf(id, entry);
      }),
    })),
  );
  const expire = new Set(banks.filter((bank) => bank.entries.some(hasEnd)).map((bank) => bank.name));
  const scan = remembering((text: string): TermHits => index.scan(text));
  const lists = new WeakMap<object, readonly BankHit[]>();
  const hits = (bank: string, text: string, asOf: number): readonly BankHit[] => {
    const found = scan(text).hits(bank);
    let list = lists.get(found);
    if (list === undefined) {
      list = found.map((hit) => termHitOf(hit, entries.get(hit.entry.id) as TermEntry));
      lists.set(found, list);
    }
    if (!expire.has(bank)) return list;
    return list.filter((_, place) => isIn(entries.get(found[place]?.entry.id ?? ""), asOf));
  };
  return {
    hits,
    any: (bank, text, asOf) => scan(text).any(bank) && (!expire.has(bank) || hits(bank, text, asOf).length > 0),
  };
}

function hasEnd(entry: { readonly expiresMs?: number }): boolean {
  return entry.expiresMs !== undefined;
}

/** Entries that the links fall under, each once. */
function domainSignals({
  entries: listed,
  lookalikes = false,
}: BankOf<"domains">): (urls: readonly string[], asOf: number) => readonly LinkHit[] {
  const all = allowedFirst(listed, (entry) => entry);
  const places = all.map(({ expiresMs }, place) => (expiresMs === undefined ? { place } : { place, expiresMs }));
  const compiled = expiring(places, (entries) =>
    createDomainBank(
      entries.map(({ place }) => domainOf(`${place}`, all[place] as DomainEntry)),
      { lookalikes },
    ),
  );
  return (urls, asOf) => askDomains(compiled(asOf), urls, (id) => all[Number(id)] as DomainEntry);
}

function sampleSignals(bank: BankOf<"samples">): (text: string, asOf: number) => SampleHit {
  const compiled = expiring(bank.entries, (entries) => new KnownSamples(entries));
  const nearest = remembering((text: string, of: KnownSamples): SampleHit => of.nearest(text));
  return (text, asOf) => nearest(text, compiled(asOf));
}

function imageSignals(bank: BankOf<"images">): (media: readonly object[], asOf: number) => ImageHit {
  const { radius = DEFAULT_RADIUS } = bank;
  const compiled = expiring(bank.entries, (entries) => createImageBank(entries.map((entry) => imageOf(entry, radius))));
  // An entry may look farther than its bank.
  const most = bank.entries.reduce((far, entry) => Math.max(far, entry.radius ?? 0), radius);
  return (media, asOf) => askImages(compiled(asOf), media, most);
}
