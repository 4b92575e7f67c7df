/** Keys under which one event is counted at most. */
export const MAX_KEYS = 16;

/**
 * The keys of a list, each once; the empty string is none. Undefined where an element cannot be a key, or where there are too
 * many.
 */
export function counterKeys(values: readonly unknown[]): readonly string[] | undefined {
  if (values.length > MAX_KEYS) return undefined;
  const keys = new Set<string>();
  for (const one of values) {
    const key = counterKey(one);
    if (key !== undefined) keys.add(key);
    else if (one !== "") return undefined;
  }
  return [...keys];
}

/**
 * A counter's key or value as text; undefined where the value cannot be one (a list, a map, a fraction) or is the empty
 * string, which means: not counted.
 *
 * Strings stand for themselves, so that looking one up needs no new string; what could be mistaken for one is marked with
 * a NUL before it, and so is a string that begins with one. The string "1" and the number 1 stay apart.
 */
export function counterKey(value: unknown): string | undefined {
  if (typeof value === "string") {
    if (value === "") return undefined;
    return value.charCodeAt(0) === 0 ? `\0s${value}` : value;
  }
  if (typeof value === "number" || typeof value === "bigint") return `\0i${value}`;
  return typeof value === "boolean" ? `\0b${value}` : undefined;
}
