import { createHash } from "node:crypto";
import canonicalizeModule from "canonicalize";

// A CommonJS module whose types promise a default export that Node does not make.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string;

/** SHA-256 of the canonical form (RFC 8785): equal for equal events, whatever the order of their fields. */
export function eventHash(event: object): Buffer {
  return createHash("sha256").update(canonicalize(event), "utf8").digest();
}

/** SHA-256 of an item's content, hexadecimal: what a version of an item is. */
export function contentVersion(content: { readonly text?: unknown; readonly media?: unknown }): string {
  const { text = null, media = null } = content;
  return createHash("sha256").update(canonicalize({ media, text }), "utf8").digest("hex");
}
