/** Hosts as people write them: where one begins and ends in running text, and its canonical form. */
import { parse } from "tldts";
import { classOf, EMOJI, IGNORABLE, MARK, PICTOGRAPH, SPACELESS, WORD } from "./characters.js";

/** The longest host name that DNS allows, in characters. */
const MAX_HOST = 253;

const DOT = 0x2e;

/** A run of text that could be a host name. */
export interface HostRun {
  readonly start: number;
  readonly end: number;
  /** Offsets of the dots, `from` inclusive and `to` exclusive: a dot may be written `[.]`. */
  readonly dots: readonly { readonly from: number; readonly to: number }[];
}

/** Length of what stands at `index` for a dot, 0 for no dot. The ideographic full stop ends sentences: only `inUrl` it is a dot. */
function dotLength(text: string, index: number, inUrl: boolean): number {
  const unit = text.charCodeAt(index);
  if (unit === DOT || unit === 0xff0e || unit === 0xff61) return 1;
  if (unit === 0x3002) return inUrl ? 1 : 0;
  const closing = unit === 0x5b ? "]" : unit === 0x28 ? ")" : unit === 0x7b ? "}" : "";
  if (closing === "") return 0;
  if (text.charCodeAt(index + 1) === DOT && text[index + 2] === closing) return 3;
  return text[index + 4] === closing && text.slice(index + 1, index + 4).toLowerCase() === "dot" ? 5 : 0;
}

function isLabelPart(codePoint: number, inUrl: boolean): boolean {
  if (codePoint < 0x80) {
    const letter = codePoint | 0x20;
    if ((letter >= 0x61 && letter <= 0x7a) || (codePoint >= 0x30 && codePoint <= 0x39)) return true;
    return codePoint === 0x2d || codePoint === 0x5f || (inUrl && codePoint === 0x25);
  }
  const bits = classOf(codePoint);
  if ((bits & (WORD | IGNORABLE)) !== 0) return true;
  return inUrl && (bits & (EMOJI | PICTOGRAPH)) !== 0;
}

/** What does not end a label but the phrase around it: _example.com_, and invisibles. */
function endsNoLabel(unit: number): boolean {
  return unit === 0x2d || unit === 0x5f || (unit >= 0x80 && (classOf(unit) & IGNORABLE) !== 0);
}

/**
 * Reads the longest run of labels and dots from `start`. Within running text (not `inUrl`) a run ends where a label
 * changes between a script with and a script without spaces, because there a sentence goes on: 看example.com谢谢.
 * @param limit where to stop at the latest
 */
export function readHost(text: string, start: number, inUrl: boolean, limit: number): HostRun {
  const dots: { from: number; to: number }[] = [];
  let spaceless: boolean | undefined;
  let at = start;
  while (at < limit) {
    const codePoint = text.codePointAt(at)!;
    if (!isLabelPart(codePoint, inUrl)) {
      const length = dotLength(text, at, inUrl);
      if (length === 0 || at === start || !isLabelPart(text.codePointAt(at + length) ?? DOT, inUrl)) break;
      dots.push({ from: at, to: at + length });
      at += length;
      spaceless = undefined;
      continue;
    }
    const bits = classOf(codePoint);
    if (!inUrl && (bits & (WORD | MARK)) === WORD) {
      const now = (bits & SPACELESS) !== 0;
      if (spaceless !== undefined && spaceless !== now) break;
      spaceless = now;
    }
    at += codePoint > 0xffff ? 2 : 1;
  }
  for (let end = Math.min(at, limit); ; end = dots.pop()!.from) {
    while (end > start && endsNoLabel(text.charCodeAt(end - 1))) end -= 1;
    if (dots.length === 0 || dots.at(-1)!.to < end) return { start, end, dots };
  }
}

/** Offsets inside a run at which a script without spaces takes over from one with spaces, at most eight. */
export function scriptChanges(text: string, run: HostRun): number[] {
  const changes: number[] = [];
  let before: boolean | undefined;
  for (let at = run.start; at < run.end && changes.length < 8;) {
    const codePoint = text.codePointAt(at)!;
    const bits = classOf(codePoint);
    if ((bits & (WORD | MARK)) === WORD) {
      const now = (bits & SPACELESS) !== 0;
      if (before === false && now) changes.push(at);
      before = now;
    }
    at += codePoint > 0xffff ? 2 : 1;
  }
  return changes;
}

/** The run cut off at an earlier end, without a dot there. */
export function cutHost(run: HostRun, end: number): HostRun {
  const dots = run.dots.filter((dot) => dot.to < end);
  const dangling = run.dots[dots.length];
  return { start: run.start, end: dangling?.to === end ? dangling.from : end, dots };
}

/** A host in canonical form and what the public suffix list says of it. */
export interface Host {
  /** Lower case, IDN as punycode, IPv4 in dotted decimal, IPv6 in brackets. */
  readonly name: string;
  /** The registrable domain (private suffixes such as hosting services included), or the whole name where there is none. */
  readonly domain: string;
  /** Whether the name ends in a suffix that the public suffix list has and is more than that suffix. */
  readonly registrable: boolean;
}

/** The canonical form of a host as written, or undefined where it is none. */
export function canonicalHost(written: string): Host | undefined {
  const name = canonicalName(written);
  if (name === undefined || name === "" || name.length > MAX_HOST || name.startsWith(".") || name.includes(".."))
    return undefined;
  const parsed = parse(name, { allowPrivateDomains: true, extractHostname: false, validateHostname: false });
  const known = parsed.isIcann === true || parsed.isPrivate === true;
  return { name, domain: parsed.domain ?? name, registrable: known && parsed.domain !== null };
}

function canonicalName(written: string): string | undefined {
  if (/^[\w.-]+\.[a-z][\w-]*$/i.test(written) && !/(?:^|\.)xn--/i.test(written)) return written.toLowerCase();
  try {
    const { hostname } = new URL(`http://${written}/`);
    return hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
  } catch {
    return undefined;
  }
}

/** Nothing invisible: most labels. */
const PLAIN_LABEL = /^[A-Za-z0-9-]*$/;

function visible(label: string): string {
  let kept = "";
  for (const character of label) if ((classOf(character.codePointAt(0)!) & IGNORABLE) === 0) kept += character;
  return kept;
}

/** What a run says, with every dot a plain one and invisibles dropped; undefined where it is too long for a host. */
export function writtenHost(text: string, run: HostRun): string | undefined {
  let host = "";
  let from = run.start;
  for (const dot of [...run.dots, { from: run.end, to: run.end }]) {
    const label = text.slice(from, dot.from);
    host += PLAIN_LABEL.test(label) ? label : visible(label);
    if (host.length > MAX_HOST) return undefined;
    if (dot.to < run.end) host += ".";
    from = dot.to;
  }
  return host;
}
