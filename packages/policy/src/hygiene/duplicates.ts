/** Entries that say the same, in one bank or in several. */
import type { Bank, ImageEntry } from "../model.js";
import { entryIdentity } from "../signals/entry-identity.js";
import { type AnyEntry, entryKey } from "./entry-key.js";

/** An entry by its bank and key. */
export interface PlacedEntry {
  readonly bank: string;
  readonly entry: string;
}

/**
 * Groups of entries that find the same: terms that fold to one text and match alike, one host and path, one hash, samples of one
 * text.
 *
 * @param name the bank that is asked about: its entries come first in their group, and groups without one are left out
 */
export function duplicateEntries(name: string, banks: readonly Bank[]): readonly (readonly PlacedEntry[])[] {
  const kind = banks.find((bank) => bank.name === name)?.kind;
  const same = banks.filter((bank) => bank.kind === kind);
  const groups = new Map<string, PlacedEntry[]>();
  for (const bank of same.filter((one) => one.name === name)) {
    for (const { key, placed } of placedEntries(bank)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [placed]);
      else group.push(placed);
    }
  }
  for (const bank of same.filter((one) => one.name !== name)) {
    for (const { key, placed } of placedEntries(bank)) groups.get(key)?.push(placed);
  }
  const repeated = [...groups.values()].filter((group) => group.length > 1);
  // Images that share two kinds of hashes are one group.
  return [...new Map(repeated.map((group) => [JSON.stringify(group), group])).values()];
}

function* placedEntries(bank: Bank): Generator<{ readonly key: string; readonly placed: PlacedEntry }> {
  for (const entry of bank.entries as readonly AnyEntry[]) {
    const placed = { bank: bank.name, entry: entryKey(entry) };
    for (const key of comparedBy(bank, entry)) yield { key, placed };
  }
}

/** Everything that an entry is compared by: an image by each of its hashes. */
function comparedBy(bank: Bank, entry: AnyEntry): readonly string[] {
  if (bank.kind !== "images") return [entryIdentity(bank, entry)];
  const { pdq, sha256, md5 } = entry as ImageEntry;
  const hashes = { pdq, sha256, md5 };
  return Object.entries(hashes).flatMap(([of, hash]) => (hash === undefined ? [] : [`${of} ${hash.toLowerCase()}`]));
}
