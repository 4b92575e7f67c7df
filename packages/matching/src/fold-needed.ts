/** Which steps of folding a hit needed: evidence for the reader who sees no term in the text. */
import { folderOf } from "./folder-of.js";
import { FOLD_STEPS, type FoldStep, PLAIN_STEPS } from "./fold-steps.js";

/** The order in which steps are tried for being idle: those that guess first, so that ｆｒｅｅ needs `compatibility`, not `confusables`. */
const IDLE_FIRST: readonly FoldStep[] = [
  ...FOLD_STEPS.filter((step) => !PLAIN_STEPS.includes(step)).toReversed(),
  ...PLAIN_STEPS.toReversed(),
];

function holds(steps: readonly FoldStep[], slice: string, term: string): boolean {
  const folder = folderOf(steps);
  const text = folder.fold(slice);
  const needle = folder.term(term);
  for (let at = text.folded.indexOf(needle.folded); at >= 0; at = text.folded.indexOf(needle.folded, at + 1)) {
    if (text.holds(needle, at, "substring")) return true;
  }
  return false;
}

/**
 * The fewest of `steps` under which a slice of a text still holds a term: none of them can be left out. In the order of
 * `FOLD_STEPS`; empty where the slice holds the term as it is written. Where several choices would do, one with plain steps.
 *
 * A step may look at what stands around the slice (`leet` at the word, `separators` at the whole run). Where the slice alone does not
 * hold the term, nothing can be told apart, and all steps are returned.
 * @param slice of the original text: the span of a hit, so it is short
 * @param term as its author wrote it
 */
export function stepsNeeded(slice: string, term: string, steps: readonly FoldStep[]): readonly FoldStep[] {
  if (slice === term) return [];
  let needed = FOLD_STEPS.filter((step) => steps.includes(step));
  if (!holds(needed, slice, term)) return needed;
  for (const step of IDLE_FIRST) {
    if (!needed.includes(step)) continue;
    const without = needed.filter((other) => other !== step);
    if (holds(without, slice, term)) needed = without;
  }
  return needed;
}
