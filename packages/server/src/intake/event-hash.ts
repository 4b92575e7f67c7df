import { createHash } from "node:crypto";
import { canonicalJson } from "../service/canonical-json.js";

/** SHA-256 of the canonical form (RFC 8785): equal for equal events, whatever the order of their fields. */
export function eventHash(event: object): Buffer {
  return createHash("sha256").update(canonicalJson(event), "utf8").digest();
}

/** What {@link contentVersion} worked out already: one item is asked for several times while its event is decided. */
const versions = new WeakMap<object, string>();

/** SHA-256 of an item's content, hexadecimal: what a version of an item is. */
export function contentVersion(item: { readonly text?: unknown; readonly media?: unknown }): string {
  const known = versions.get(item);
  if (known !== undefined) return known;
  const { text = null, media = null } = item;
  const version = createHash("sha256").update(canonicalJson({ media, text }), "utf8").digest("hex");
  versions.set(item, version);
  return version;
}
