/** Links in running text: where they stand, and where they lead. */
import { codePointBefore, classOf, IGNORABLE, MARK, WORD } from "./characters.js";
import { canonicalHost, cutHost, type Host, type HostRun, readHost, scriptChanges, writtenHost } from "./link-host.js";
import { isShortener } from "./link-shorteners.js";
import { readTail } from "./link-tail.js";
import { targetOf } from "./link-target.js";
import { normaliseLink } from "./normalise-link.js";

/** A link found in a text. Offsets are UTF-16 code units. */
export interface Link {
  /** Normalised: see `normaliseLink`. Without the fragment. */
  readonly url: string;
  /** Lower case, punycode. */
  readonly host: string;
  /** The registrable domain by the public suffix list, its private part included (`name.github.io`); the host where there is none. */
  readonly domain: string;
  /** Path and query of `url`, from the first slash. */
  readonly path: string;
  /** What follows `#`, without it; empty for none. */
  readonly fragment: string;
  /** Written so that software does not see a link: hxxp://, example[.]com, invisible characters. */
  readonly hidden: boolean;
  /** The host belongs to a public shortener of links, so that where the link leads is not known. */
  readonly shortener: boolean;
  /** The URL that the link carries in its path or query, normalised: a redirect, a tracker, an archive (see `targetOf`). */
  readonly target: string | undefined;
  readonly start: number;
  readonly end: number;
}

/** Links taken from one text at most. */
export const MAX_LINKS = 1000;

/** How far after a scheme the host may begin and end: user information, at most 255, and a host, at most 253 and its disguises. */
const MAX_AUTHORITY = 640;

const SCHEMES = /(?:h(?:tt|xx|\*\*)p(s?)|(ftp))$/i;

/** Last labels that are also words: with a capital they begin a sentence after a full stop without a space, save these. */
const CAPITALISED = new Set(["Com", "Net", "Org", "Info"]);

/**
 * Finds links: with a scheme (http, https, ftp, and the disguised hxxp), and bare hosts with a suffix from the public suffix
 * list. Invisible characters and dots written `[.]`, `(.)`, `[dot]` are seen through. Addresses of mail are not links.
 * Links come in order and do not overlap. Time is linear in the text.
 * @param limit at most this many, and never more than `MAX_LINKS`
 */
export function extractLinks(text: string, limit: number = MAX_LINKS): Link[] {
  const links: Link[] = [];
  // Cheaper than what follows, and more than most texts get to.
  if (nextSign(text, 0) < 0 || !/[.．｡。:]|dot[\])}]/iu.test(text)) return links;
  const most = Math.min(limit, MAX_LINKS);
  let at = 0;
  let sign = -1;
  while (at < text.length && links.length < most) {
    if (sign < at) {
      sign = nextSign(text, at);
      if (sign < 0) break;
      // No link goes across a blank, and none is without a sign.
      at += text.slice(at, sign).lastIndexOf(" ") + 1;
    }
    const codePoint = text.codePointAt(at)!;
    if (!startsHost(codePoint)) {
      at += codePoint > 0xffff ? 2 : 1;
      continue;
    }
    const run = readHost(text, at, false, text.length);
    const runEnd = Math.max(run.end, at + (codePoint > 0xffff ? 2 : 1));
    const separator = separatorLength(text, runEnd);
    const floor = links.at(-1)?.end ?? 0;
    const link = separator > 0 ? readAfterScheme(text, floor, runEnd, runEnd + separator) : readBare(text, run);
    if (link !== undefined) links.push(link);
    at = link?.end ?? runEnd;
  }
  return links;
}

/** Signs of which every link has one: a dot or a colon as they may be written, or the bracket that closes a written one. */
const SIGN = /[.．｡。:：\])}]/g;

/** Where the next sign stands from `from` on, or -1. */
function nextSign(text: string, from: number): number {
  SIGN.lastIndex = from;
  return SIGN.test(text) ? SIGN.lastIndex - 1 : -1;
}

function startsHost(codePoint: number): boolean {
  if (codePoint < 0x80) {
    const letter = codePoint | 0x20;
    return (letter >= 0x61 && letter <= 0x7a) || (codePoint >= 0x30 && codePoint <= 0x39);
  }
  return (classOf(codePoint) & (WORD | MARK)) === WORD;
}

/** Length of what stands between scheme and host, 0 where it does not. */
function separatorLength(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if ((unit === 0x3a || unit === 0xff1a) && isSlash(text.charCodeAt(at + 1)) && isSlash(text.charCodeAt(at + 2)))
    return 3;
  return text.startsWith("[:]//", at) ? 5 : 0;
}

function isSlash(unit: number): boolean {
  return unit === 0x2f || unit === 0xff0f;
}

/**
 * A link whose scheme ends at `colon` and whose authority begins at `authority`. The scheme may stick to the word before
 * it, but does not begin before `floor`.
 */
function readAfterScheme(text: string, floor: number, colon: number, authority: number): Link | undefined {
  const written = text.slice(Math.max(floor, colon - 5), colon);
  // Full-width letters, and nothing that would change the length.
  const scheme = SCHEMES.exec(
    /[\uff01-\uff5e]/.test(written) ? written.replaceAll(/[\uff01-\uff5e]/g, narrow) : written,
  );
  if (scheme === null) return undefined;
  const limit = Math.min(text.length, authority + MAX_AUTHORITY);
  let hostStart = authority;
  for (let at = hostStart; at < limit; at++) {
    const unit = text.charCodeAt(at);
    if (endsAuthority(unit)) break;
    if (unit === 0x40) hostStart = at + 1;
  }
  const protocol = scheme[2] === undefined ? `http${scheme[1]!.toLowerCase()}` : "ftp";
  const linkStart = colon - scheme[0].length;
  const disguised = !text.slice(linkStart, authority).toLowerCase().startsWith(`${protocol}://`);
  if (text[hostStart] === "[") {
    const close = text.slice(hostStart, hostStart + 48).indexOf("]");
    const host = close < 0 ? undefined : canonicalHost(text.slice(hostStart, hostStart + close + 1));
    return (
      host && finish(text, { protocol, host, hidden: disguised, start: linkStart, hostEnd: hostStart + close + 1 })
    );
  }
  const run = readHost(text, hostStart, true, limit);
  const chosen = chooseHost(text, run);
  if (chosen === undefined) return undefined;
  const hidden = disguised || isHidden(text, chosen.run);
  return finish(text, { protocol, host: chosen.host, hidden, start: linkStart, hostEnd: chosen.run.end });
}

function narrow(wide: string): string {
  return String.fromCharCode(wide.charCodeAt(0) - 0xfee0);
}

const AUTHORITY_ENDS = Uint8Array.from({ length: 0x80 }, (_, unit) =>
  Number(/[\s/?#<>"\\]/.test(String.fromCharCode(unit))),
);

function endsAuthority(unit: number): boolean {
  return unit < 0x80 ? AUTHORITY_ENDS[unit] === 1 : /\s/.test(String.fromCharCode(unit));
}

/** The host of a run after a scheme: all of it, or where its suffix is unknown, what stands before the text goes on in a script without spaces. */
function chooseHost(text: string, run: HostRun): { run: HostRun; host: Host } | undefined {
  const written = writtenHost(text, run);
  const whole = written === undefined || written === "" ? undefined : canonicalHost(written);
  if (whole?.registrable === true) return { run, host: whole };
  const cuts = scriptChanges(text, run).map((change) => cutHost(run, change));
  for (const cut of cuts) {
    const host = canonicalHost(writtenHost(text, cut) ?? "");
    if (host?.registrable === true) return { run: cut, host };
  }
  return whole && { run, host: whole };
}

/** A host without a scheme. Labels at the end that make no known suffix are the next sentence: "example.com.Then". */
function readBare(text: string, run: HostRun): Link | undefined {
  if (run.dots.length === 0) return undefined;
  const before = codePointBefore(text, run.start);
  if (before === 0x40 || before === 0xff20 || text[run.end] === "@") return undefined;
  if (before === 0x2f && text[run.start - 2] !== "/") return undefined;
  let candidate = run;
  for (let dropped = 0; dropped < 3 && candidate.dots.length > 0; dropped++) {
    const lastDot = candidate.dots.at(-1)!;
    const suffix = text.slice(lastDot.to, candidate.end);
    if (suffix.length <= 63 && !(/^[A-Z][a-z]+$/.test(suffix) && !CAPITALISED.has(suffix))) {
      const written = writtenHost(text, candidate);
      const host = written === undefined ? undefined : canonicalHost(written);
      if (host?.registrable === true) {
        return finish(text, {
          protocol: "http",
          host,
          hidden: isHidden(text, candidate),
          start: candidate.start,
          hostEnd: candidate.end,
        });
      }
    }
    candidate = cutHost(candidate, lastDot.from);
  }
  return undefined;
}

function isHidden(text: string, run: HostRun): boolean {
  if (run.dots.some((dot) => dot.to - dot.from > 1)) return true;
  for (let at = run.start; at < run.end; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x80 && (classOf(unit) & IGNORABLE) !== 0) return true;
  }
  return false;
}

/** Reads port, path, query and fragment after a host, and normalises the whole. */
function finish(
  text: string,
  found: {
    readonly protocol: string;
    readonly host: Host;
    readonly hidden: boolean;
    readonly start: number;
    readonly hostEnd: number;
  },
): Link | undefined {
  // The dot of the DNS root (example.com./a), told from a full stop by what follows. Most hosts have neither it nor a port.
  const next = text.charCodeAt(found.hostEnd);
  const match =
    next === 0x2e || next === 0x3a
      ? /^\.?(:\d{1,5})(?!\d)|^\.(?=\/)/.exec(text.slice(found.hostEnd, found.hostEnd + 8))
      : null;
  const port = match?.[1] ?? "";
  const tailStart = found.hostEnd + (match === null ? 0 : match[0].length);
  const end = readTail(text, tailStart);
  const { name, domain } = found.host;
  const normalised =
    normaliseLink(`${found.protocol}://${name}${port}${text.slice(tailStart, end)}`) ??
    normaliseLink(`${found.protocol}://${name}/`);
  if (normalised === undefined) return undefined;
  const { url, path, fragment } = normalised;
  // Field by field: spreading takes several times as long as all that comes before it.
  return {
    url,
    host: name,
    domain,
    path,
    fragment,
    hidden: found.hidden,
    shortener: isShortener(name),
    target: targetOf(path),
    start: found.start,
    end,
  };
}
