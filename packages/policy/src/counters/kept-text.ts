import { createHash } from "node:crypto";

/** Longest text that is kept as it is, in UTF-16 code units. */
const LONGEST = 200;

/** A text by which something is found: itself, or where it is long its SHA-256, so that a key can be a whole post. */
export function lookupText(text: string): string {
  return text.length <= LONGEST ? text : `h:${createHash("sha256").update(text, "utf16le").digest("base64url")}`;
}

/** V8 copies pieces shorter than this when they are cut out. */
const SHORTEST_SLICE = 13;
const scratch = Buffer.alloc(2 * (LONGEST + 100));

/**
 * The same text in memory of its own. A string that was cut out of another, or put together with such a piece, may keep
 * all of the other alive: a domain as a key would keep a post of 50,000 characters. Only going through bytes is sure to
 * copy, in every version of the engine.
 *
 * @param text as {@link lookupText} gives it
 */
export function detached(text: string): string {
  if (text.length < SHORTEST_SLICE) return text;
  const length = scratch.write(text, 0, "utf16le");
  return scratch.toString("utf16le", 0, length);
}
