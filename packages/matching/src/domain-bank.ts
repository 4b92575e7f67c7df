/** Domain banks: domains, hosts and path prefixes, asked for links. */
import { Lookalikes } from "./domain-bank-lookalikes.js";
import { DomainTable } from "./domain-bank-table.js";
import { canonicalHost } from "./link-host.js";
import { targetsOf } from "./link-target.js";
import type { Link } from "./links.js";
import { MatchingError } from "./matching-error.js";
import { normaliseLink } from "./normalise-link.js";

/** One entry of a domain bank. */
export interface DomainEntry {
  readonly id: string;
  /** A domain or host, with or without a scheme; it stands for itself and everything under it. `*.` before it changes nothing. */
  readonly domain: string;
  /** Only links whose path begins with these segments: `/shop` is in `/shop/x` and in `/shop?x`, not in `/shopping`. */
  readonly path?: string;
  /** An exception: links under it are not in the bank, unless a longer entry says so again. */
  readonly allow?: boolean;
  readonly category?: string;
  readonly severity?: number;
}

/** A link that is in a bank. */
export interface DomainHit {
  readonly entry: DomainEntry;
  readonly link: Link;
  /** The URL that the link carries and that is in the bank, where the link itself is not. */
  readonly target?: string;
  /** Present where the host is not the entry's, but looks like it. */
  readonly lookalike?: true;
}

export interface DomainBankOptions {
  /**
   * Also find hosts that look like an entry's, by UTS #39 and without diacritics. Entries with `allow` have look-alikes too:
   * so a bank names the hosts that others pretend to be. Entries with a path have none.
   */
  readonly lookalikes?: boolean;
}

/** A compiled domain bank. */
export interface DomainBank {
  readonly size: number;
  /** Memory of the tables, without the entries themselves. */
  readonly bytes: number;
  /**
   * The entry that a link falls under, the most specific one: the longest host, then the longest path, then the first
   * listed. Takes as many look-ups as the host has labels and the path segments, however many entries there are.
   */
  find(link: Pick<Link, "host" | "path">): DomainEntry | undefined;
  /** The same for a URL in a string, as `Link.url` gives it, or a bare host. Undefined also for what is no link. */
  findUrl(url: string): DomainEntry | undefined;
  /**
   * The entry that the link's host looks like without being under it. Undefined where the bank has no look-alikes, and for
   * hosts that are under an entry, be it one with `allow` or with another path.
   */
  findLookalike(link: Pick<Link, "host">): DomainEntry | undefined;
  /** The same for a URL in a string, or a bare host. */
  findLookalikeUrl(url: string): DomainEntry | undefined;
  /** The links that are in the bank, in their order: they themselves, or else what they carry, or else what they look like. */
  hits(links: readonly Link[]): DomainHit[];
  /**
   * Adds an entry behind all others.
   * @throws MatchingError EH_BANK_DOMAIN_INVALID
   */
  add(entry: DomainEntry): void;
  /** Removes every entry with this id, and says how many there were. */
  remove(id: string): number;
}

/**
 * Compiles a domain bank.
 * @throws MatchingError EH_BANK_DOMAIN_INVALID for an entry that is no host
 */
export function createDomainBank(entries: readonly DomainEntry[], options: DomainBankOptions = {}): DomainBank {
  return new Domains(entries, options);
}

class Domains implements DomainBank {
  readonly #table = new DomainTable<DomainEntry>();
  readonly #lookalikes: Lookalikes<DomainEntry> | undefined;
  #size = 0;
  /** The entries, until somebody asks by id: those from the start and those added. */
  #start: readonly DomainEntry[];
  #added: DomainEntry[] = [];
  #byId: Map<string, DomainEntry | DomainEntry[]> | undefined;

  constructor(entries: readonly DomainEntry[], { lookalikes = false }: DomainBankOptions) {
    this.#lookalikes = lookalikes ? new Lookalikes() : undefined;
    this.#start = [...entries];
    for (const entry of entries) this.#insert(entry);
  }

  get size(): number {
    return this.#size;
  }
  get bytes(): number {
    return this.#table.bytes + (this.#lookalikes?.bytes ?? 0);
  }

  find({ host, path }: Pick<Link, "host" | "path">): DomainEntry | undefined {
    const entry = this.#table.find(host, path);
    return entry?.allow === true ? undefined : entry;
  }

  findUrl(url: string): DomainEntry | undefined {
    const read = readUrl(url);
    return read && this.find(read);
  }

  findLookalike({ host }: Pick<Link, "host">): DomainEntry | undefined {
    const found = this.#lookalikes?.find(host);
    return found === undefined || this.#table.knows(host) ? undefined : found;
  }

  findLookalikeUrl(url: string): DomainEntry | undefined {
    const read = this.#lookalikes && readUrl(url);
    return read && this.findLookalike(read);
  }

  hits(links: readonly Link[]): DomainHit[] {
    const hits: DomainHit[] = [];
    for (const link of links) {
      const hit = this.#hit(link);
      if (hit !== undefined) hits.push(hit);
    }
    return hits;
  }

  add(entry: DomainEntry): void {
    this.#insert(entry);
    if (this.#byId === undefined) this.#added.push(entry);
    else addById(this.#byId, entry);
  }

  remove(id: string): number {
    const known = this.#ids().get(id);
    if (known === undefined) return 0;
    const entries = Array.isArray(known) ? known : [known];
    for (const entry of entries) {
      const { host, path } = readEntry(entry);
      this.#table.remove(host, path, entry);
      if (path === "") this.#lookalikes?.remove(host, entry);
    }
    this.#ids().delete(id);
    this.#size -= entries.length;
    return entries.length;
  }

  #insert(entry: DomainEntry): void {
    const { host, path } = readEntry(entry);
    this.#table.add(host, path, entry);
    if (path === "") this.#lookalikes?.add(host, entry);
    this.#size += 1;
  }

  #hit(link: Link): DomainHit | undefined {
    const entry = this.find(link);
    if (entry !== undefined) return { entry, link };
    const targets = link.target === undefined ? [] : [link.target, ...targetsOf(link.target)];
    for (const target of targets) {
      const carried = this.findUrl(target);
      if (carried !== undefined) return { entry: carried, link, target };
    }
    if (this.#lookalikes === undefined) return undefined;
    const looks = this.findLookalike(link);
    if (looks !== undefined) return { entry: looks, link, lookalike: true };
    for (const target of targets) {
      const carried = this.findLookalikeUrl(target);
      if (carried !== undefined) return { entry: carried, link, target, lookalike: true };
    }
    return undefined;
  }

  #ids(): Map<string, DomainEntry | DomainEntry[]> {
    if (this.#byId === undefined) {
      this.#byId = new Map();
      for (const entry of this.#start) addById(this.#byId, entry);
      for (const entry of this.#added) addById(this.#byId, entry);
      this.#start = [];
      this.#added = [];
    }
    return this.#byId;
  }
}

function addById(byId: Map<string, DomainEntry | DomainEntry[]>, entry: DomainEntry): void {
  const known = byId.get(entry.id);
  if (known === undefined) byId.set(entry.id, entry);
  else if (Array.isArray(known)) known.push(entry);
  else byId.set(entry.id, [known, entry]);
}

/** A host that is in canonical form already: most entries of long lists. */
const PLAIN_HOST = /^(?!(?:.*\.)?xn--)(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z]{2,63}$/;

function readUrl(url: string): { host: string; path: string } | undefined {
  const absolute = /^[a-z][a-z\d+.-]*:\/\//i.test(url) ? url : `http://${url}`;
  const normalised = normaliseLink(absolute);
  if (normalised === undefined) return undefined;
  const from = normalised.url.indexOf("://") + 3;
  const authority = normalised.url.slice(from, normalised.url.length - normalised.path.length);
  const host = PLAIN_HOST.test(authority) ? authority : canonicalHost(new URL(normalised.url).hostname)?.name;
  return host === undefined ? undefined : { host, path: normalised.path };
}

function readEntry(entry: DomainEntry): { host: string; path: string } {
  const { domain } = entry;
  if (entry.path === undefined && domain.length <= 253 && PLAIN_HOST.test(domain)) return { host: domain, path: "" };
  const read = readUrl(
    domain.trim().replace(/^(?:[a-z]+:\/\/)?(?:\*?\.)?/i, "") +
      (entry.path === undefined ? "" : `/${entry.path.replace(/^\//, "")}`),
  );
  if (read === undefined || !/^[^/]/.test(read.host)) {
    throw new MatchingError(
      "EH_BANK_DOMAIN_INVALID",
      `Entry "${entry.id}": ${JSON.stringify(domain)} is no domain. Write a host such as shop.example.com, and a path apart from it.`,
    );
  }
  const path = read.path.replace(/\?.*$/s, "").replace(/\/+$/, "");
  return { host: read.host, path };
}
