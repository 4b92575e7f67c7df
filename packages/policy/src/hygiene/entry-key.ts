import type { Bank, DomainEntry, ImageEntry, SampleEntry, TermEntry } from "../model.js";

/** An entry of a bank of any kind. */
export type AnyEntry = TermEntry | DomainEntry | ImageEntry | SampleEntry;

/** What evidence calls an entry: the term, the host and path, or its own id. */
export function entryName(entry: AnyEntry): string {
  if ("match" in entry) return entry.text;
  if ("domain" in entry) return `${entry.domain}${entry.path ?? ""}`;
  return entry.id;
}

/** What uses of an entry are counted under: the id of one that was added while a policy is in force, else its name. */
export function entryKey(entry: AnyEntry): string {
  return entry.id ?? entryName(entry);
}

/** Whether an entry only takes hits away. */
export function isAllowing(entry: AnyEntry): boolean {
  return "allow" in entry && (entry.allow ?? false);
}

/** Entries of a bank by key; of several with one key, the first. */
export function entriesByKey({ entries }: Bank): ReadonlyMap<string, AnyEntry> {
  const byKey = new Map<string, AnyEntry>();
  for (const entry of entries as readonly AnyEntry[]) {
    const key = entryKey(entry);
    if (!byKey.has(key)) byKey.set(key, entry);
  }
  return byKey;
}
