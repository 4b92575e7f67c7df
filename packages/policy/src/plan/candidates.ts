/** Detectors that indexes lead to, kept side by side so that going through many of them touches little memory. */
import type { Frame } from "@evenhand/cel";
import { type Conjunct, type DetectorPlan, evaluateParts, type Hit } from "./detector-plan.js";
import { type Guard, type GuardValues, NO_GUARD } from "./guards.js";
import { sortHits } from "./sort-hits.js";

/** A detector in an index. */
export interface Candidate {
  readonly plan: DetectorPlan;
  /** At most two. */
  readonly guards: readonly Guard[];
  /** What is left to evaluate when it was found here: less than all where being found proves a part. */
  readonly rest: readonly Conjunct[];
  /** What is left of that once its guards have let pass two numbers: less where they prove their parts. */
  readonly unguarded: readonly Conjunct[];
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

/**
 * Numbers of one candidate, in one cache line: a detector of many is seldom in the cache, and waiting for memory is most of
 * what a visit takes.
 */
const ROW = 8;
const SLOT = 0;
const LOW = 1;
const HIGH = 2;
const SECOND_SLOT = 3;
const SECOND_LOW = 4;
const SECOND_HIGH = 5;
const POSITION = 6;
/** 1 where passing the guards is all there is to it, and no other way leads to the detector. */
const DONE = 7;

/** One evaluation at a time: what indexes lead to is turned away by its guards or evaluated, and what holds is noted. */
export class Search {
  readonly #candidates: readonly Candidate[];
  readonly #plans: readonly DetectorPlan[];
  readonly #rows: Float64Array;
  readonly #values: GuardValues;
  #hits: Hit[] = [];
  #frame: Frame | undefined;
  /** Marks the detectors that were evaluated for this event already. */
  #generation = 0;

  constructor(candidates: readonly Candidate[], values: GuardValues) {
    this.#candidates = candidates;
    this.#plans = candidates.map(({ plan }) => plan);
    this.#rows = toRows(candidates);
    this.#values = values;
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
    sortHits(this.#hits);
    return this.#hits;
  }

  /** Candidates that were found: the part that led to them holds. */
  visit(from: number, to: number): void {
    const rows = this.#rows;
    const { numbers } = this.#values;
    for (let at = from, row = from * ROW; at < to; at++, row += ROW) {
      const slot = rows[row + SLOT]!;
      let value = numbers[slot]!;
      // NaN is the one number that is not itself.
      if (value !== value) value = this.#values.read(slot, this.#frame!);
      // A value that is none is outside of no range.
      if (value < rows[row + LOW]! || value > rows[row + HIGH]!) continue;
      this.#visitGuarded(at, value);
    }
  }

  /** Where the value looked up is an error, nothing is proved and every detector of the list has to be evaluated. */
  visitUnproved(from: number, to: number): void {
    for (let at = from; at < to; at++) {
      const { plan } = this.#candidates[at]!;
      this.#evaluate(plan, plan.conjuncts);
    }
  }

  #visitGuarded(at: number, first: number): void {
    const rows = this.#rows;
    const row = at * ROW;
    const slot = rows[row + SECOND_SLOT]!;
    let second = this.#values.numbers[slot]!;
    if (second !== second) second = this.#values.read(slot, this.#frame!);
    if (second < rows[row + SECOND_LOW]! || second > rows[row + SECOND_HIGH]!) return;
    const known = first === first && second === second;
    if (known && rows[row + DONE] === 1) {
      this.#hits.push({ position: rows[row + POSITION]!, plan: this.#plans[at]!, error: undefined });
      return;
    }
    const { plan, rest, unguarded } = this.#candidates[at]!;
    this.#evaluate(plan, known ? unguarded : rest);
  }

  #evaluate(plan: DetectorPlan, conjuncts: readonly Conjunct[]): void {
    if (plan.seen === this.#generation) return;
    plan.seen = this.#generation;
    const held = evaluateParts(conjuncts, this.#frame!);
    if (held === false) return;
    this.#hits.push({ position: plan.position, plan, error: held === true ? undefined : held });
  }
}

function toRows(candidates: readonly Candidate[]): Float64Array {
  const ways = new Map<DetectorPlan, number>();
  for (const { plan } of candidates) ways.set(plan, (ways.get(plan) ?? 0) + 1);
  const rows = new Float64Array(candidates.length * ROW);
  for (const [at, { plan, guards, unguarded }] of candidates.entries()) {
    const [first = NO_GUARD, second = NO_GUARD] = guards;
    const done = unguarded.length === 0 && ways.get(plan) === 1;
    const { slot, low, high } = first;
    rows.set([slot, low, high, second.slot, second.low, second.high, plan.position, Number(done)], at * ROW);
  }
  return rows;
}
