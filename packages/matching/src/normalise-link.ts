/** Query parameters that follow people around and say nothing about where a link leads. */
const TRACKING = new Set([
  "fbclid",
  "gclid",
  "gclsrc",
  "dclid",
  "gbraid",
  "wbraid",
  "msclkid",
  "yclid",
  "ysclid",
  "twclid",
  "ttclid",
  "li_fat_id",
  "igshid",
  "igsh",
  "mc_cid",
  "mc_eid",
  "_hsenc",
  "_hsmi",
  "__hssc",
  "__hstc",
  "hsctatracking",
  "mkt_tok",
  "vero_id",
  "vero_conv",
  "oly_enc_id",
  "oly_anon_id",
  "wickedid",
  "rb_clickid",
  "s_cid",
  "spm",
  "_openstat",
  "srsltid",
]);

/** A link in the form in which links are compared. */
export interface NormalisedLink {
  /** Without the fragment. */
  readonly url: string;
  /** Path and query, from the first slash. */
  readonly path: string;
  /** Without its `#`; empty for none. */
  readonly fragment: string;
}

function isTracking(parameter: string): boolean {
  const equals = parameter.indexOf("=");
  const name = (equals < 0 ? parameter : parameter.slice(0, equals)).toLowerCase();
  return name.startsWith("utm_") || TRACKING.has(name);
}

/**
 * Normalises a link as the WHATWG URL standard does (lower-case host, IDN as punycode, dot segments resolved, default port
 * dropped), and drops user information and tracking parameters. The other parameters keep their order.
 * @returns undefined for what is no URL
 */
export function normaliseLink(link: string): NormalisedLink | undefined {
  return plainLink(link) ?? normaliseAny(link);
}

/**
 * A host of lower-case labels that is no number and no punycode, and a path of letters, digits and a few signs: most links of
 * most texts, and already in the form that the standard gives them.
 */
const PLAIN =
  /^(https?:\/\/(?!(?:[^/]*\.)?xn--)[a-z0-9][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)*\.[a-z]{2,63})(\/[A-Za-z0-9_~./-]*)?$/;
const DOT_SEGMENT = /\/\.\.?(?:\/|$)/;

function plainLink(link: string): NormalisedLink | undefined {
  const match = PLAIN.exec(link);
  if (match === null || match[1]!.length > 253) return undefined;
  const path = match[2] ?? "/";
  return DOT_SEGMENT.test(path) ? undefined : { url: match[1]! + path, path, fragment: "" };
}

function normaliseAny(link: string): NormalisedLink | undefined {
  let url: URL;
  try {
    url = new URL(link);
  } catch {
    return undefined;
  }
  const host = url.host.replace(/\.(?=$|:)/, "");
  // A lone dot, or two at the end, make a host to the standard, and lead nowhere.
  if (/(?:^|\.)(?=$|:)/.test(host)) return undefined;
  const kept = url.search
    .slice(1)
    .split("&")
    .filter((parameter) => parameter !== "" && !isTracking(parameter));
  const path = url.pathname + (kept.length > 0 ? `?${kept.join("&")}` : "");
  return { url: `${url.protocol}//${host}${path}`, path, fragment: url.hash.slice(1) };
}
