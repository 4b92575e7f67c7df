/** Which part of a condition leads to its detector, and which others turn most events away at a glance. */
import { type GuardPath, guardPath } from "./guards.js";
import { indexKey } from "./make-index.js";
import type { Part, Prepared, Sharers } from "./prepare.js";
import { type Landscape, selectivity } from "./selectivity.js";

/** An access that is guessed to let through more than this is not worth an index. */
const WORTH_AN_INDEX = 0.45;

/** Fewer detectors are evaluated one after the other as fast: values that they share are kept anyway. */
const ENOUGH_SHARERS = 8;

/** A value that fewer parts ask about is not worth a place among the numbers of every event. */
const ENOUGH_GUARDED = 4;

/** A candidate is turned away by at most so many guards before its condition is evaluated. */
const MOST_GUARDS = 2;

/** A part of a condition that is told by one number. */
export interface GuardedPart {
  readonly part: Part;
  readonly path: GuardPath;
}

/** The part of a condition that is guessed to hold least often, where that is worth an index. */
export function chooseAccess(one: Prepared, landscape: Landscape, sharers: Sharers): Part | undefined {
  let best: Part | undefined;
  let bestShare = WORTH_AN_INDEX;
  for (const part of one.parts) {
    if (part.access === undefined) continue;
    // Such an index does for each of its detectors what the detector would do itself: it pays by numbers only.
    const pays = part.access.paths.every(
      (path) =>
        (path.kind !== "true" && path.kind !== "linear") || (sharers.get(indexKey(path)) ?? 0) >= ENOUGH_SHARERS,
    );
    if (!pays) continue;
    const share = selectivity(part.access, landscape);
    if (share < bestShare) [best, bestShare] = [part, share];
  }
  return best;
}

/** The guards of a detector that is reached through `chosen`: of the other parts those guessed to hold least often. */
export function chooseGuards(
  one: Prepared,
  chosen: Part | undefined,
  landscape: Landscape,
  sharers: Sharers,
): readonly GuardedPart[] {
  const guards: (GuardedPart & { share: number })[] = [];
  for (const part of one.parts) {
    if (part === chosen || part.access === undefined) continue;
    const path = guardPath(part.access);
    if (path === undefined || (sharers.get(indexKey(path)) ?? 0) < ENOUGH_GUARDED) continue;
    guards.push({ part, path, share: selectivity(part.access, landscape) });
  }
  return guards.sort((a, b) => a.share - b.share).slice(0, MOST_GUARDS);
}
