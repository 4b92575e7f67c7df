import { createHash } from "node:crypto";

/** Longest text that is kept as it is, in UTF-16 code units. */
const LONGEST = 200;

/** A text by which something is found: itself, or where it is long its SHA-256, so that a key can be a whole post. */
export function lookupText(text: string): string {
  return text.length <= LONGEST ? text : `h:${createHash("sha256").update(text, "utf16le").digest("base64url")}`;
}

/**
 * The same text in memory of its own. A string that was cut out of another, or put together with such a piece, keeps all of
 * the other alive in V8: a domain as a key would keep a post of 50,000 characters. Reading a unit of a string that was
 * put together (`"s:" + domain`, as keys, values and event keys are) makes V8 copy it to one piece and let go of the parts.
 */
export function detached(text: string): string {
  return text.charCodeAt(0) === -1 ? "" : text;
}
