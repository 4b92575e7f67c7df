/**
 * The signals over a policy's banks, compiled once. The last text that was asked about is remembered, because several
 * detectors ask about the same one.
 */
import {
  createDomainBank,
  createImageBank,
  createSampleBank,
  createTermIndex,
  type DomainBank,
  type DomainEntry,
  type ImageBank,
  type ImageEntry,
  PDQ_BITS,
  type SampleBank,
  type TermBank,
  type TermHits,
} from "@evenhand/matching";
import type { Bank } from "../model.js";
import { type BankHit, type ImageHit, NO_IMAGE, type SampleHit, type Signals } from "./signals.js";

export type { Signals } from "./signals.js";

const NO_SAMPLE: SampleHit = { similarity: 0, sample: undefined };
const NO_HIT: ImageHit = { distance: NO_IMAGE, entry: undefined };

/** Compiles the banks of a policy. */
export function createSignals(banks: readonly Bank[]): Signals {
  const terms = createTermIndex(banks.flatMap((bank) => (bank.kind === "terms" ? [toTermBank(bank)] : [])));
  const domains = new Map<string, DomainBank>();
  const samples = new Map<string, SampleBank>();
  const images = new Map<string, ImageBank>();
  for (const bank of banks) {
    if (bank.kind === "domains") domains.set(bank.name, createDomainBank(bank.entries.map(toDomainEntry)));
    if (bank.kind === "samples") samples.set(bank.name, createSampleBank(bank.entries));
    if (bank.kind === "images") images.set(bank.name, createImageBank(bank.entries.map(toImageEntry)));
  }
  const scan = remembering((text: string): TermHits => terms.scan(text));
  const nearest = new Map(
    [...samples].map(([name, bank]) => [name, remembering((text: string) => nearestSample(bank, text))]),
  );
  const hitLists = new WeakMap<object, readonly BankHit[]>();
  return {
    hits(bank, text) {
      const found = scan(text).hits(bank);
      let hits = hitLists.get(found);
      if (hits === undefined) {
        hits = found.map(({ entry, text: matched, start, end }) => ({
          entry: entry.text,
          text: matched,
          start,
          end,
          category: entry.category ?? "",
          severity: entry.severity ?? 0,
        }));
        hitLists.set(found, hits);
      }
      return hits;
    },
    any: (bank, text) => scan(text).any(bank),
    links: (bank, urls) => linksIn(domains.get(bank), urls),
    similar: (bank, text) => nearest.get(bank)?.(text) ?? NO_SAMPLE,
    image: (bank, media) => nearestImage(images.get(bank), media),
  };
}

/** Keeps the answer for the last few arguments: within one event, the same one or two texts are asked about. */
function remembering<T>(compute: (text: string) => T): (text: string) => T {
  const kept: { text: string; answer: T }[] = [];
  return (text) => {
    for (const { text: known, answer } of kept) if (known === text) return answer;
    const answer = compute(text);
    kept.unshift({ text, answer });
    if (kept.length > 4) kept.pop();
    return answer;
  };
}

function toTermBank(bank: Extract<Bank, { kind: "terms" }>): TermBank {
  const entries = bank.entries.map(({ text, match, allow, category, severity }) => ({
    id: text,
    text,
    match,
    allow,
    ...(category === undefined ? {} : { category }),
    ...(severity === undefined ? {} : { severity }),
  }));
  return { name: bank.name, entries };
}

function toDomainEntry({
  domain,
  path,
  category,
  severity,
}: Extract<Bank, { kind: "domains" }>["entries"][number]): DomainEntry {
  return {
    id: path === undefined ? domain : `${domain}${path}`,
    domain,
    ...(path === undefined ? {} : { path }),
    ...(category === undefined ? {} : { category }),
    ...(severity === undefined ? {} : { severity }),
  };
}

function toImageEntry({ id, pdq, sha256, radius }: Extract<Bank, { kind: "images" }>["entries"][number]): ImageEntry {
  return {
    id,
    ...(pdq === undefined ? {} : { pdq }),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(radius === undefined ? {} : { radius }),
  };
}

/** Ids of the entries that the links fall under, each once. */
function linksIn(bank: DomainBank | undefined, urls: readonly string[]): readonly string[] {
  if (bank === undefined) return [];
  const ids = new Set<string>();
  for (const url of urls) {
    const entry = bank.findUrl(url);
    if (entry !== undefined) ids.add(entry.id);
  }
  return [...ids];
}

function nearestSample(bank: SampleBank, text: string): SampleHit {
  const nearest = bank.nearest(text);
  return nearest === undefined ? NO_SAMPLE : { similarity: nearest.similarity, sample: nearest.sample.id };
}

/** The nearest entry to any of the images; an exact hash is distance 0. */
function nearestImage(bank: ImageBank | undefined, media: readonly object[]): ImageHit {
  let best = NO_HIT;
  if (bank === undefined) return best;
  for (const { pdq, sha256 } of media as readonly { pdq?: string; sha256?: string }[]) {
    const match = bank.match({ pdq, sha256 }, PDQ_BITS);
    if (match !== undefined && match.distance < best.distance)
      best = { distance: match.distance, entry: match.entry.id };
  }
  return best;
}
