/** Detectors that indexes lead to, kept side by side so that going through many of them touches little memory. */
import { type Conjunct, type DetectorPlan, evaluateParts, type Hit } from "./detector-plan.js";
import type { Frame } from "@evenhand/cel";
import { type Guard, type GuardValues, NO_GUARD } from "./guards.js";

/** A detector in an index. */
export interface Candidate {
  readonly plan: DetectorPlan;
  /** What is left to evaluate when it was found here: less than all where being found proves a part. */
  readonly rest: readonly Conjunct[];
  /** At most two. */
  readonly guards: readonly Guard[];
}

/** Candidates of one posting list, by their numbers in the table: `from` inclusive, `to` exclusive. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Collects the candidates of all indexes of one event type. */
export class CandidateTable {
  readonly #all: Candidate[] = [];

  /** Adds a list; its candidates keep their order and stand side by side. */
  add(candidates: readonly Candidate[]): Range {
    const from = this.#all.length;
    for (const candidate of candidates) this.#all.push(candidate);
    return { from, to: this.#all.length };
  }

  /** @param values the numbers that the candidates' guards speak of */
  search(values: GuardValues): Search {
    return new Search(this.#all, values);
  }
}

/** One evaluation at a time: what indexes lead to is turned away by its guards or evaluated, and what holds is noted. */
export class Search {
  readonly #candidates: readonly Candidate[];
  readonly #values: GuardValues;
  readonly #first: GuardColumns;
  readonly #second: GuardColumns;
  #frame: Frame | undefined;
  /** Marks the detectors that were evaluated for this event already. */
  #generation = 0;
  #hits: Hit[] = [];

  constructor(candidates: readonly Candidate[], values: GuardValues) {
    this.#candidates = candidates;
    this.#values = values;
    this.#first = columnsOf(candidates, 0);
    this.#second = columnsOf(candidates, 1);
  }

  start(frame: Frame): void {
    this.#frame = frame;
    this.#generation += 1;
    this.#hits = [];
    this.#values.start();
  }

  /** What was found, by detector id. */
  finish(): readonly Hit[] {
    this.#frame = undefined;
    return sortHits(this.#hits);
  }

  /** Candidates that were found: the part that led to them holds. */
  visit(from: number, to: number): void {
    const { numbers } = this.#values;
    const { slots, lows, highs } = this.#first;
    for (let at = from; at < to; at++) {
      const slot = slots[at]!;
      let value = numbers[slot]!;
      // NaN is the one number that is not itself.
      if (value !== value) value = this.#values.read(slot, this.#frame!);
      // A value that is none is outside of no range.
      if (value < lows[at]! || value > highs[at]!) continue;
      this.#visitGuarded(at);
    }
  }

  /** Where the value looked up is an error, nothing is proved and every detector of the list has to be evaluated. */
  visitUnproved(from: number, to: number): void {
    for (let at = from; at < to; at++) {
      const { plan } = this.#candidates[at]!;
      this.#evaluate(plan, plan.conjuncts);
    }
  }

  #visitGuarded(at: number): void {
    const { slots, lows, highs } = this.#second;
    const slot = slots[at]!;
    let value = this.#values.numbers[slot]!;
    if (value !== value) value = this.#values.read(slot, this.#frame!);
    if (value < lows[at]! || value > highs[at]!) return;
    const { plan, rest } = this.#candidates[at]!;
    this.#evaluate(plan, rest);
  }

  #evaluate(plan: DetectorPlan, conjuncts: readonly Conjunct[]): void {
    if (plan.seen === this.#generation) return;
    plan.seen = this.#generation;
    const held = evaluateParts(conjuncts, this.#frame!);
    if (held !== false) this.#hits.push({ plan, error: held === true ? undefined : held });
  }
}

interface GuardColumns {
  readonly slots: Uint32Array;
  readonly lows: Float64Array;
  readonly highs: Float64Array;
}

function columnsOf(candidates: readonly Candidate[], which: 0 | 1): GuardColumns {
  const guards = candidates.map((candidate) => candidate.guards[which] ?? NO_GUARD);
  return {
    slots: Uint32Array.from(guards, ({ slot }) => slot),
    lows: Float64Array.from(guards, ({ low }) => low),
    highs: Float64Array.from(guards, ({ high }) => high),
  };
}

/** Longer lists are left to the general sort. */
const FEW = 16;

/** By detector id. Most events have a handful of hits, which come in a few ascending runs. */
function sortHits(hits: Hit[]): Hit[] {
  if (hits.length > FEW) return hits.sort((a, b) => a.plan.position - b.plan.position);
  for (let i = 1; i < hits.length; i++) {
    const hit = hits[i]!;
    let at = i;
    for (; at > 0 && hits[at - 1]!.plan.position > hit.plan.position; at--) hits[at] = hits[at - 1]!;
    hits[at] = hit;
  }
  return hits;
}
