/** Keys under which one event is counted at most. */
export const MAX_KEYS = 16;

/**
 * The keys of an event, or of a reading: one, or those of a list, each once. Undefined where one of them cannot be a key, or where there
 * are too many; empty for what is not counted.
 */
export function counterKeys(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) {
    const key = counterKey(value);
    if (key !== undefined) return [key];
    return value === "" ? NO_KEYS : undefined;
  }
  if (value.length > MAX_KEYS) return undefined;
  const keys = new Set<string>();
  for (const one of value as readonly unknown[]) {
    const key = counterKey(one);
    if (key !== undefined) keys.add(key);
    else if (one !== "") return undefined;
  }
  return [...keys];
}

const NO_KEYS: readonly string[] = [];

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
