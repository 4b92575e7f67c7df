/**
 * Banks, compiled. The last texts that were asked about are remembered, because several detectors ask about the same ones.
 */
import {
  createDomainBank,
  createImageBank,
  createSampleBank,
  createTermIndex,
  extractLinks,
  overlappingSpans,
  type ImageEntry as HashedImage,
  type SampleBank,
  type TermHits,
} from "@evenhand/matching";
import type { Bank, DomainEntry, ImageEntry, SampleEntry, TermEntry } from "../model.js";
import { expiring } from "./expiring.js";
import {
  type BankHit,
  DEFAULT_RADIUS,
  type EntryOrigin,
  type ImageHit,
  type LinkHit,
  NO_IMAGE,
  type SampleHit,
  type SignalsAt,
} from "./signals.js";

export type BankSignals = Pick<SignalsAt, "hits" | "any" | "links" | "similar" | "image">;

type BankOf<K extends Bank["kind"]> = Extract<Bank, { readonly kind: K }>;

const NO_SAMPLE: SampleHit = { similarity: 0, sample: undefined };
const NO_HIT: ImageHit = { distance: NO_IMAGE, entry: undefined };
const NO_LINKS: readonly LinkHit[] = [];
/** More places than these show nobody more clearly what two texts share. */
const MAX_SPANS = 20;

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
    banks.map(({ name, fold, entries: terms }, bank) => ({
      name,
      ...(fold === undefined ? {} : { fold }),
      entries: terms.map((entry, place) => {
        const id = `${bank}:${place}`;
        entries.set(id, entry);
        const { text, match, allow, near, notNear } = entry;
        return { id, text, match, allow, ...(near && { near }), ...(notNear && { notNear }) };
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
      list = found.map(({ entry: { id }, text: matched, start, end }) => {
        const entry = entries.get(id) as TermEntry;
        const { category = "", severity = 0 } = entry;
        const kind = entry.match === "regex" ? { regex: true as const } : {};
        return { entry: entry.text, text: matched, start, end, category, severity, ...kind, ...originOf(entry) };
      });
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

function isIn(entry: { readonly expiresMs?: number } | undefined, asOf: number): boolean {
  return entry?.expiresMs === undefined || asOf < entry.expiresMs;
}

function originOf({ id, source }: { readonly id?: string; readonly source?: string }): EntryOrigin {
  return { ...(id === undefined ? {} : { id }), ...(source === undefined ? {} : { source }) };
}

/** Entries that the links fall under, each once. */
function domainSignals({
  entries: all,
  lookalikes = false,
}: BankOf<"domains">): (urls: readonly string[], asOf: number) => readonly LinkHit[] {
  const origins = new Map<string, EntryOrigin>();
  for (const entry of all) origins.set(nameOfDomain(entry), originOf(entry));
  const compiled = expiring(all, (entries) =>
    createDomainBank(
      entries.map((entry) => ({
        id: nameOfDomain(entry),
        domain: entry.domain,
        ...(entry.path === undefined ? {} : { path: entry.path }),
        ...(entry.allow === undefined ? {} : { allow: entry.allow }),
      })),
      { lookalikes },
    ),
  );
  return (urls, asOf) => {
    const found = new Map<string, LinkHit>();
    for (const url of urls) {
      const bank = compiled(asOf);
      const entry = bank.findUrl(url);
      // What is not in the bank itself may carry a link that is, or look like one.
      const hit = entry === undefined ? bank.hits(extractLinks(url, 1))[0] : { entry };
      const looksLike = hit === undefined ? bank.findLookalikeUrl(url) : undefined;
      const id = (hit?.entry ?? looksLike)?.id;
      if (id === undefined) continue;
      const lookalike = looksLike !== undefined || (hit !== undefined && "lookalike" in hit);
      if (lookalike && found.has(id)) continue;
      found.set(id, { entry: id, ...(lookalike ? { lookalike: true } : {}), ...origins.get(id) });
    }
    return found.size === 0 ? NO_LINKS : [...found.values()];
  };
}

function nameOfDomain({ domain, path }: DomainEntry): string {
  return path === undefined ? domain : `${domain}${path}`;
}

function sampleSignals(bank: BankOf<"samples">): (text: string, asOf: number) => SampleHit {
  const compiled = expiring(bank.entries, (entries): SampleBank<SampleEntry> => createSampleBank(entries));
  const nearest = remembering((text: string, of: SampleBank<SampleEntry>): SampleHit => {
    const found = of.nearest(text);
    if (found === undefined) return NO_SAMPLE;
    const { sample, similarity } = found;
    const spans = overlappingSpans(text, sample.text).slice(0, MAX_SPANS);
    return { similarity, sample: sample.id, spans, ...(sample.source === undefined ? {} : { source: sample.source }) };
  });
  return (text, asOf) => nearest(text, compiled(asOf));
}

/** The nearest entry to any of the images; an exact hash is distance 0. */
function imageSignals(bank: BankOf<"images">): (media: readonly object[], asOf: number) => ImageHit {
  const { radius = DEFAULT_RADIUS } = bank;
  const compiled = expiring(bank.entries, (entries) => createImageBank(entries.map((entry) => toImage(entry, radius))));
  // An entry may look farther than its bank.
  const most = bank.entries.reduce((far, entry) => Math.max(far, entry.radius ?? 0), radius);
  return (media, asOf) => {
    let best = NO_HIT;
    for (const { pdq, sha256, md5 } of media as readonly { pdq?: string; sha256?: string; md5?: string }[]) {
      const match = compiled(asOf).match({ pdq, sha256, md5 }, most);
      if (match === undefined || match.distance >= best.distance) continue;
      const { id, source } = match.entry;
      best = { distance: match.distance, entry: id, ...(source === undefined ? {} : { source }) };
    }
    return best;
  };
}

function toImage(
  { id, pdq, sha256, md5, source, radius }: ImageEntry,
  common: number,
): HashedImage & { readonly source?: string } {
  return {
    id,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(md5 === undefined ? {} : { md5 }),
    ...(pdq === undefined ? {} : { pdq, radius: radius ?? common }),
    ...(source === undefined ? {} : { source }),
  };
}

/** Keeps the answer for the last few arguments: within one event, the same one or two texts are asked about. */
function remembering<T, O = undefined>(compute: (text: string, of: O) => T): (text: string, of?: O) => T {
  const kept: { text: string; of: O; answer: T }[] = [];
  return (text, of) => {
    for (const { text: known, of: its, answer } of kept) if (known === text && its === of) return answer;
    const answer = compute(text, of as O);
    kept.unshift({ text, of: of as O, answer });
    if (kept.length > 4) kept.pop();
    return answer;
  };
}
