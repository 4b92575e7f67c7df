/** Entries that say the same, in one bank or in several. */
import { createFolder, type Folder, foldText } from "@evenhand/matching";
import type { Bank, DomainEntry, ImageEntry, SampleEntry, TermEntry } from "../model.js";
import { type BankEntry, entryKey } from "./entry-key.js";

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
  const folder = bank.kind === "terms" ? createFolder(bank.fold) : undefined;
  for (const entry of bank.entries as readonly BankEntry[]) {
    const placed = { bank: bank.name, entry: entryKey(entry) };
    for (const key of comparedBy(bank.kind, entry, folder)) yield { key, placed };
  }
}

/** Everything that an entry is compared by. */
function comparedBy(kind: Bank["kind"], entry: BankEntry, folder: Folder | undefined): readonly string[] {
  switch (kind) {
    case "terms": {
      const { text, match, allow, near, notNear } = entry as TermEntry;
      const folded = folder?.fold(text).folded.trim() ?? text;
      return [JSON.stringify([folded, match, allow, near ?? null, notNear ?? null])];
    }
    case "domains": {
      const { domain, path = "", allow = false } = entry as DomainEntry;
      return [JSON.stringify([domain.toLowerCase(), path.replace(/\/+$/, ""), allow])];
    }
    case "images": {
      const { pdq, sha256, md5 } = entry as ImageEntry;
      const hashes = { pdq, sha256, md5 };
      return Object.entries(hashes).flatMap(([of, hash]) =>
        hash === undefined ? [] : [`${of} ${hash.toLowerCase()}`],
      );
    }
    case "samples":
      return [foldText((entry as SampleEntry).text).folded.trim()];
  }
}
