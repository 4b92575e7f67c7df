/** Domain banks: domains, hosts and path prefixes, asked for links. */
import { canonicalHost } from "./link-host.js";
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
}

/** A compiled domain bank. */
export interface DomainBank {
  readonly size: number;
  /**
   * The entry that a link falls under, the most specific one: the longest host, then the longest path, then the first
   * listed. Takes as many look-ups as the host has labels and the path segments, however many entries there are.
   */
  find(link: Pick<Link, "host" | "path">): DomainEntry | undefined;
  /** The same for a URL in a string, as `Link.url` gives it, or a bare host. Undefined also for what is no link. */
  findUrl(url: string): DomainEntry | undefined;
  /** The links that are in the bank, in their order. */
  hits(links: readonly Link[]): DomainHit[];
}

/** The entries of one host. */
interface HostEntries {
  whole: DomainEntry | undefined;
  /** By path, in whole segments: `/a/b`. */
  readonly paths: Map<string, DomainEntry>;
  /** Segments of the longest path. */
  deepest: number;
}

/**
 * Compiles a domain bank.
 * @throws MatchingError EH_BANK_DOMAIN_INVALID for an entry that is no host
 */
export function createDomainBank(entries: readonly DomainEntry[]): DomainBank {
  const hosts = new Map<string, HostEntries>();
  for (const entry of entries) {
    const { host, path } = readEntry(entry);
    let known = hosts.get(host);
    if (known === undefined) {
      known = { whole: undefined, paths: new Map(), deepest: 0 };
      hosts.set(host, known);
    }
    if (path === "") {
      known.whole ??= entry;
    } else if (!known.paths.has(path)) {
      known.paths.set(path, entry);
      known.deepest = Math.max(known.deepest, path.split("/").length - 1);
    }
  }

  const find = (link: Pick<Link, "host" | "path">): DomainEntry | undefined => {
    for (let host = link.host; host !== "";) {
      const known = hosts.get(host);
      const entry = known && (findPath(known, link.path) ?? known.whole);
      if (entry !== undefined) return entry.allow === true ? undefined : entry;
      const dot = host.indexOf(".");
      host = dot < 0 ? "" : host.slice(dot + 1);
    }
    return undefined;
  };
  return {
    size: entries.length,
    find,
    findUrl(url) {
      const read = readUrl(url);
      return read && find(read);
    },
    hits: (links) =>
      links.flatMap((link) => {
        const entry = find(link);
        return entry === undefined ? [] : [{ entry, link }];
      }),
  };
}

/** The entry with the longest path that the link's path begins with. */
function findPath(known: HostEntries, path: string): DomainEntry | undefined {
  if (known.deepest === 0) return undefined;
  const query = path.indexOf("?");
  const segments = query < 0 ? path : path.slice(0, query);
  let found: DomainEntry | undefined;
  let at = 0;
  for (let depth = 0; depth < known.deepest && at < segments.length; depth++) {
    const slash = segments.indexOf("/", at + 1);
    at = slash < 0 ? segments.length : slash;
    found = known.paths.get(segments.slice(0, at)) ?? found;
  }
  return found;
}

function readUrl(url: string): { host: string; path: string } | undefined {
  const absolute = /^[a-z][a-z\d+.-]*:\/\//i.test(url) ? url : `http://${url}`;
  const normalised = normaliseLink(absolute);
  if (normalised === undefined) return undefined;
  const host = canonicalHost(new URL(normalised.url).hostname);
  return host && { host: host.name, path: normalised.path };
}

function readEntry(entry: DomainEntry): { host: string; path: string } {
  const read = readUrl(
    entry.domain.trim().replace(/^(?:[a-z]+:\/\/)?(?:\*?\.)?/i, "") +
      (entry.path === undefined ? "" : `/${entry.path.replace(/^\//, "")}`),
  );
  if (read === undefined || !/^[^/]/.test(read.host)) {
    throw new MatchingError(
      "EH_BANK_DOMAIN_INVALID",
      `Entry "${entry.id}": ${JSON.stringify(entry.domain)} is no domain. Write a host such as shop.example.com, and a path apart from it.`,
    );
  }
  const path = read.path.replace(/\?.*$/s, "").replace(/\/+$/, "");
  return { host: read.host, path };
}
