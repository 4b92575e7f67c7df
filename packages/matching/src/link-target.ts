/** Links that carry another one: redirects, trackers, translators and archives. */
import { canonicalHost } from "./link-host.js";
import { normaliseLink } from "./normalise-link.js";

/** A URL in a path or query, its colon and slashes percent-encoded up to three times. */
const CARRIED = /[=/?&;,]((?:https?(?::|%(?:25){0,2}3a))(?:\/|%(?:25){0,2}2f){2})/i;

/** Parameters whose value may leave out the scheme: those that only ever name where to go. */
const GOES_TO =
  /[?&](?:url|uri|u|to|go|goto|target|dest|destination|redir|redirect|redirect_?ur[il]|return|return_?(?:to|url)|next|continue|link|out)=((?:%2f|\/){0,2}[a-z\d%_-]+(?:\.[a-z\d%_-]+)+[^&]*)/i;

/** Code units of a carried URL at most. */
const MAX_CARRIED = 4096;
const MAX_DECODINGS = 3;

/** How many links within links are followed. */
export const MAX_TARGETS = 3;

/**
 * The URL that another one carries in its path or query, normalised; undefined where it carries none.
 * @param path path and query of a link, as `Link.path` gives them
 */
export function targetOf(path: string): string | undefined {
  if (path.length < 4) return undefined;
  const carried = CARRIED.exec(path);
  if (carried !== null) {
    const from = carried.index + 1;
    const query = path.indexOf("?");
    // In a query, an ampersand ends the value. In a path, the rest is the other link's, its query too.
    const end = query >= 0 && query < from ? path.indexOf("&", from) : -1;
    const value = path.slice(from, Math.min(from + MAX_CARRIED, end < 0 ? path.length : end));
    return normaliseLink(decodeScheme(value))?.url;
  }
  const value = GOES_TO.exec(path)?.[1];
  if (value === undefined || value.length > MAX_CARRIED) return undefined;
  const bare = decode(value).replace(/^\/{1,2}/, "");
  const host = canonicalHost(/^[^/?#:]*/.exec(bare)![0]);
  return host?.registrable === true ? normaliseLink(`http://${bare}`)?.url : undefined;
}

/** The URLs that a URL carries, the outermost first: a link in it, the link in that one, up to `MAX_TARGETS`. */
export function targetsOf(url: string): string[] {
  const targets: string[] = [];
  for (let next: string | undefined = pathOf(url); next !== undefined && targets.length < MAX_TARGETS;) {
    const target = targetOf(next);
    if (target !== undefined) targets.push(target);
    next = target === undefined ? undefined : pathOf(target);
  }
  return targets;
}

function pathOf(url: string): string | undefined {
  const authority = url.indexOf("://");
  const slash = authority < 0 ? -1 : url.indexOf("/", authority + 3);
  return slash < 0 ? undefined : url.slice(slash);
}

/** Decoded once, and then as often as it takes for the scheme to be there in plain. */
function decodeScheme(value: string): string {
  let decoded = value;
  for (let times = 0; times < MAX_DECODINGS; times++) {
    if (/^https?:\/\//i.test(decoded)) return decoded;
    decoded = decode(decoded);
  }
  return decoded;
}

/** Percent-decoded; where that makes no text, only what is ASCII. */
function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value.replaceAll(/%([0-7][\da-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
}
