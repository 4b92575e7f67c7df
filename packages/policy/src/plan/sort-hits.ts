import type { Hit } from "./detector-plan.js";

/** Longer lists are left to the general sort. */
const FEW = 32;

/** Sorts hits by position, in place. Most events have a handful, which come in a few ascending runs. */
export function sortHits(hits: Hit[]): void {
  if (hits.length > FEW) {
    hits.sort((a, b) => a.position - b.position);
    return;
  }
  for (let i = 1; i < hits.length; i++) {
    const hit = hits[i]!;
    let at = i;
    for (; at > 0 && hits[at - 1]!.position > hit.position; at--) hits[at] = hits[at - 1]!;
    hits[at] = hit;
  }
}
