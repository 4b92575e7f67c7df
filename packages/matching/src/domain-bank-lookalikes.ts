/** Hosts that look like another one: examp1e.com, раураl.com. */
import { DomainTable } from "./domain-bank-table.js";
import { createFolder, type Folder } from "./fold.js";
import { hostToUnicode } from "./link-punycode.js";

let folder: Folder | undefined;

/**
 * What a host looks like: its skeleton by UTS #39, in lower case and without diacritics. Two hosts look alike where it is the
 * same. Labels are folded one by one, so that dots stay.
 */
export function lookOf(host: string): string {
  folder ??= createFolder(["ignorables", "confusables", "compatibility", "case", "marks"]);
  const labels = hostToUnicode(host).split(".");
  for (const [k, label] of labels.entries()) labels[k] = folder.fold(label).folded;
  return labels.join(".");
}

/** Entries by what their host looks like. Hosts of one label (a suffix such as `zip`) have no look-alikes. */
export class Lookalikes<E> {
  readonly #table = new DomainTable<E>();

  get bytes(): number {
    return this.#table.bytes;
  }

  add(host: string, entry: E): void {
    if (host.includes(".")) this.#table.add(lookOf(host), "", entry);
  }

  remove(host: string, entry: E): void {
    if (host.includes(".")) this.#table.remove(lookOf(host), "", entry);
  }

  /** The entry whose host the given one, or what it stands under, looks like. */
  find(host: string): E | undefined {
    return this.#table.find(lookOf(host), "");
  }
}
