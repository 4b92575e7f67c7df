import type { CelError } from "@evenhand/cel";
import type { DetectorPlan, Hit } from "./detector-plan.js";

/** Longer lists are left to the general sort. */
const FEW = 32;

/** Collects hits, and gives them in the order of their positions. */
export class Hits {
  #hits: Hit[] = [];
  /** Beside the hits, so that sorting does not have to fetch their plans. */
  readonly #positions: number[] = [];

  add(position: number, plan: DetectorPlan, error: CelError | undefined): void {
    this.#positions.push(position);
    this.#hits.push({ plan, error });
  }

  /** All hits since the last call. */
  take(): Hit[] {
    const hits = this.#hits;
    if (hits.length > FEW) hits.sort((a, b) => a.plan.position - b.plan.position);
    else if (hits.length > 1) this.#sortFew(hits);
    this.#hits = [];
    this.#positions.length = 0;
    return hits;
  }

  /** Most events have a handful of hits, which come in a few ascending runs. */
  #sortFew(hits: Hit[]): void {
    const positions = this.#positions;
    for (let i = 1; i < hits.length; i++) {
      const position = positions[i]!;
      const hit = hits[i]!;
      let at = i;
      for (; at > 0 && positions[at - 1]! > position; at--) {
        positions[at] = positions[at - 1]!;
        hits[at] = hits[at - 1]!;
      }
      positions[at] = position;
      hits[at] = hit;
    }
  }
}
