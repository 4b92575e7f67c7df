/** Entries as people miswrite them: more needles for the same entry. */
import { foldText } from "./fold.js";
import type { TermEntry } from "./term-bank.js";
import { type TermVariant, termVariants } from "./term-variants.js";

const originals = new WeakMap<TermEntry, TermEntry>();

/** The entry that a variant stands for; the entry itself where it is none. */
export function originalOf(entry: TermEntry): TermEntry {
  return originals.get(entry) ?? entry;
}

/** Whether an entry was made by {@link withVariants}. */
export function isVariant(entry: TermEntry): boolean {
  return originals.has(entry);
}

/** Each entry, and behind it its variants under the same id. */
export function withVariants(
  entries: readonly TermEntry[],
  kinds: readonly TermVariant[] | undefined,
): readonly TermEntry[] {
  if (kinds === undefined || kinds.length === 0) return entries;
  return entries.flatMap((entry) => {
    if (entry.match === "regex" || entry.allow === true || isVariant(entry)) return [entry];
    const variants = termVariants(foldText(entry.text).folded, kinds).map((text): TermEntry => {
      const variant = { ...entry, text };
      originals.set(variant, entry);
      return variant;
    });
    return [entry, ...variants];
  });
}
