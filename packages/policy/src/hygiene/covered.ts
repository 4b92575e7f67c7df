/** Entries that could go, because another entry of the bank finds whatever they find. */
import { createImageBank, createTermIndex } from "@evenhand/matching";
import type { Bank, DomainEntry, ImageEntry, TermEntry } from "../model.js";
import { DEFAULT_RADIUS } from "../signals/signals.js";
import { type AnyEntry, entryKey } from "./entry-key.js";

/** An entry and one that finds all it finds, by key. */
export interface CoveredEntry {
  readonly entry: string;
  readonly by: string;
}

/**
 * Entries that another one of their bank covers: a term that holds another term, a host or path below another, an image whose
 * hash lies within the radius of another. Only an entry of the same category and severity covers, and one that lasts as long;
 * equal entries are `duplicateEntries`'s. Samples cover nothing.
 */
export function coveredEntries(bank: Bank): readonly CoveredEntry[] {
  switch (bank.kind) {
    case "terms":
      return coveredTerms(bank);
    case "domains":
      return coveredDomains(bank.entries);
    case "images":
      return coveredImages(bank);
    case "samples":
      return [];
  }
}

function coveredTerms({ name, fold, entries }: Extract<Bank, { kind: "terms" }>): readonly CoveredEntry[] {
  const byId = new Map(entries.map((entry, place) => [String(place), entry]));
  // Entries that need a context may not hit where the longer one does, and what a pattern needs around it nobody knows; allow-list
  // entries take hits away here as they do there.
  const covering = [...byId].filter(
    ([, { near, notNear, match, allow }]) =>
      near === undefined && notNear === undefined && (match !== "regex" || allow),
  );
  const index = createTermIndex([
    {
      name,
      ...(fold === undefined ? {} : { fold }),
      entries: covering.map(([id, { text, match, allow }]) => ({ id, text, match, allow })),
    },
  ]);
  return entries.flatMap((entry) => {
    if (entry.allow || entry.match === "regex") return [];
    const text = entry.text.trim();
    const by = index
      .scan(text)
      .hits(name)
      .find((hit) => {
        const other = byId.get(hit.entry.id) as TermEntry;
        const whole = hit.start === 0 && hit.end === text.length;
        // Words of a part of a word end where nobody knows what follows.
        const certain =
          other.match === "substring" || entry.match === "word" || (hit.start > 0 && hit.end < text.length);
        return other !== entry && certain && (!whole || other.match !== entry.match) && replaces(other, entry);
      });
    return by === undefined ? [] : [{ entry: entryKey(entry), by: entryKey(byId.get(by.entry.id) as TermEntry) }];
  });
}

function coveredDomains(entries: readonly DomainEntry[]): readonly CoveredEntry[] {
  const byPlace = new Map<string, DomainEntry>();
  for (const entry of entries) {
    const place = `${entry.domain.toLowerCase()}${pathOf(entry)}`;
    if (!byPlace.has(place)) byPlace.set(place, entry);
  }
  return entries.flatMap((entry) => {
    if (entry.allow === true) return [];
    for (const place of placesAbove(entry)) {
      const above = byPlace.get(place);
      if (above === undefined) continue;
      // Below an exception it is needed, and what stands above that one does not matter.
      if (above.allow === true || !replaces(above, entry)) return [];
      return [{ entry: entryKey(entry), by: entryKey(above) }];
    }
    return [];
  });
}

function pathOf({ path = "" }: DomainEntry): string {
  return path.replace(/\/+$/, "");
}

/** Where an entry would find all that this one finds, in the order in which links look for entries: the nearest first. */
function* placesAbove(entry: DomainEntry): Generator<string> {
  const path = pathOf(entry);
  const paths = [path];
  for (let end = path.lastIndexOf("/"); end >= 0; end = end === 0 ? -1 : path.lastIndexOf("/", end - 1)) {
    paths.push(path.slice(0, end));
  }
  let first = true;
  for (let host = entry.domain.toLowerCase(); host !== "";) {
    for (const prefix of first ? paths.slice(1) : paths) yield `${host}${prefix}`;
    first = false;
    const dot = host.indexOf(".");
    host = dot < 0 ? "" : host.slice(dot + 1);
  }
}

/** One image after the other: what lies within the radius of one that stays is covered by that one. */
function coveredImages({ entries, radius: common }: Extract<Bank, { kind: "images" }>): readonly CoveredEntry[] {
  const staying = createImageBank<{ id: string; pdq: string; radius: number }>([]);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const widest = entries.reduce((most, entry) => Math.max(most, radiusOf(entry, common)), 0);
  return entries.flatMap((entry) => {
    const { id, pdq } = entry;
    if (pdq === undefined) return [];
    const near = staying.within(pdq, widest).find((found) => replaces(byId.get(found.entry.id) as ImageEntry, entry));
    if (near === undefined) {
      staying.add([{ id, pdq, radius: radiusOf(entry, common) }]);
      return [];
    }
    return near.distance === 0 ? [] : [{ entry: id, by: near.entry.id }];
  });
}

function radiusOf({ radius }: ImageEntry, common: number | undefined): number {
  return radius ?? common ?? DEFAULT_RADIUS;
}

/** Whether nobody would miss `entry` for anything but what it matches. */
function replaces(other: AnyEntry, entry: AnyEntry): boolean {
  if (labelOf(other) !== labelOf(entry)) return false;
  return other.expiresMs === undefined || (entry.expiresMs !== undefined && entry.expiresMs <= other.expiresMs);
}

function labelOf(entry: AnyEntry): string {
  const { category, severity } = entry as { readonly category?: string; readonly severity?: number };
  return `${category ?? ""} ${severity ?? ""}`;
}
