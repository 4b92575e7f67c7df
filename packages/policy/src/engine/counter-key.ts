/**
 * A counter's key or value as text, so that the string "1" and the number 1 stay apart; undefined where the value cannot be
 * one (a list, a map, a fraction) or is the empty string, which means: not counted.
 */
export function counterKey(value: unknown): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : `s:${value}`;
  if (typeof value === "number" || typeof value === "bigint") return `i:${value}`;
  return typeof value === "boolean" ? `b:${value}` : undefined;
}
