/** How a compiled bank is asked, and how its entries are given to it: the same for banks of the policy and for those that change. */
import {
  type DomainBank,
  type DomainEntry as LinkedDomain,
  extractLinks,
  type ImageBank,
  type ImageEntry as HashedImage,
  type TermEntry as MatchedTerm,
  type TermHit,
} from "@evenhand/matching";
import type { DomainEntry, ImageEntry, TermEntry } from "../model.js";
import { type BankHit, type EntryOrigin, type ImageHit, type LinkHit, NO_HIT } from "./signals.js";

const NO_LINKS: readonly LinkHit[] = [];

/** An image with what evidence shows of it. */
export type KnownImage = HashedImage & { readonly source?: string };

/** Whether an entry has not ended. */
export function isIn(entry: { readonly expiresMs?: number } | undefined, asOf: number): boolean {
  return entry?.expiresMs === undefined || asOf < entry.expiresMs;
}

function originOf({ id, source }: { readonly id?: string; readonly source?: string }): EntryOrigin {
  return { ...(id === undefined ? {} : { id }), ...(source === undefined ? {} : { source }) };
}

/** A term as its index takes it. */
export function termOf(id: string, { text, match, allow, near, notNear }: TermEntry): MatchedTerm {
  return { id, text, match, allow, ...(near && { near }), ...(notNear && { notNear }) };
}

/** A hit as conditions read it. */
export function termHitOf({ text, start, end, variant }: TermHit, entry: TermEntry): BankHit {
  const { category = "", severity = 0 } = entry;
  const kind = entry.match === "regex" ? { regex: true as const } : {};
  const miswritten = variant === true ? { variant } : {};
  return { entry: entry.text, text, start, end, category, severity, ...kind, ...miswritten, ...originOf(entry) };
}

/** A domain as its bank takes it. */
export function domainOf(id: string, { domain, path, allow }: DomainEntry): LinkedDomain {
  return { id, domain, ...(path === undefined ? {} : { path }), ...(allow === undefined ? {} : { allow }) };
}

/** What an entry of a domain bank is called: host and path. */
export function nameOfDomain({ domain, path }: DomainEntry): string {
  return path === undefined ? domain : `${domain}${path}`;
}

/** Exceptions before all others: of entries of the same host and path, the first counts. */
export function allowedFirst<T>(all: readonly T[], entryOf: (one: T) => DomainEntry): readonly T[] {
  return [...all.filter((one) => entryOf(one).allow === true), ...all.filter((one) => entryOf(one).allow !== true)];
}

/** Entries that the links fall under, each once. */
export function askDomains(
  bank: DomainBank,
  urls: readonly string[],
  entryOf: (id: string) => DomainEntry,
): readonly LinkHit[] {
  const found = new Map<string, LinkHit>();
  for (const url of urls) {
    const entry = bank.findUrl(url);
    // What is not in the bank itself may carry a link that is, or look like one.
    const hit = entry === undefined ? bank.hits(extractLinks(url, 1))[0] : { entry };
    const looksLike = hit === undefined ? bank.findLookalikeUrl(url) : undefined;
    const id = (hit?.entry ?? looksLike)?.id;
    if (id === undefined) continue;
    const lookalike = looksLike !== undefined || (hit !== undefined && "lookalike" in hit);
    const known = entryOf(id);
    const name = nameOfDomain(known);
    if (lookalike && found.has(name)) continue;
    found.set(name, { entry: name, ...(lookalike ? { lookalike: true } : {}), ...originOf(known) });
  }
  return found.size === 0 ? NO_LINKS : [...found.values()];
}

/** An image as its bank takes it. */
export function imageOf({ id, pdq, sha256, md5, source, radius }: ImageEntry, common: number): KnownImage {
  return {
    id,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(md5 === undefined ? {} : { md5 }),
    ...(pdq === undefined ? {} : { pdq, radius: radius ?? common }),
    ...(source === undefined ? {} : { source }),
  };
}

/** The nearest entry to any of the images; an exact hash is distance 0. */
export function askImages(bank: ImageBank<KnownImage>, media: readonly object[], most: number): ImageHit {
  let best = NO_HIT;
  for (const { pdq, sha256, md5 } of media as readonly { pdq?: string; sha256?: string; md5?: string }[]) {
    const match = bank.match({ pdq, sha256, md5 }, most);
    if (match === undefined || match.distance >= best.distance) continue;
    const { id, source } = match.entry;
    best = { distance: match.distance, entry: id, ...(source === undefined ? {} : { source }) };
  }
  return best;
}
