/** Parts of `data` whose null fields count as unset. Unknown parts are kept as they came. */
const KNOWN_PARTS = ["actor", "item", "context", "group", "reaction", "follow", "reach", "session", "push", "previous"];

/**
 * The same event without attributes that are null, at the top, in `data` and in its known parts. Returns the input itself
 * where there is none, so that the common case costs no copy.
 */
export function withoutNulls(event: object): object {
  const top = dropNulls(event);
  const data = (top as { data?: unknown }).data;
  if (!isObject(data)) return top;
  let cleaned = dropNulls(data) as Record<string, unknown>;
  for (const part of KNOWN_PARTS) {
    const value = Object.hasOwn(cleaned, part) ? cleaned[part] : undefined;
    if (!isObject(value)) continue;
    let kept = dropNulls(value) as Record<string, unknown>;
    const text = part === "item" && Object.hasOwn(kept, "text") ? kept["text"] : undefined;
    if (isObject(text)) {
      const keptText = dropNulls(text);
      if (keptText !== text) kept = { ...kept, text: keptText };
    }
    if (kept !== value) cleaned = { ...cleaned, [part]: kept };
  }
  return cleaned === data ? top : { ...top, data: cleaned };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function dropNulls(value: object): object {
  for (const field of Object.values(value)) {
    if (field === null) return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== null));
  }
  return value;
}
