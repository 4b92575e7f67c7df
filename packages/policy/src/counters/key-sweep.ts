import type { CounterState, CounterTable } from "./counter-table.js";
import { Idleness } from "./idleness.js";
import type { KeyTimes } from "./key-times.js";

/** Share of the bound from which idle keys are dropped, and down to which. */
const HIGH = 0.92;
const LOW = 0.86;
/** Share of the bound above which keys are looked at faster. */
const HURRY = 0.8;
/** Keys looked at for each addition: a round of a full table sees at most a thirtieth of the bound added. */
const FAST = 32;
const SLOW = 4;

/** What the round before has found too much. */
interface Excess {
  readonly idleness: Idleness;
  readonly seenMs: number;
  readonly whole: number;
  part: number;
}

/**
 * Goes round and round through all keys, a few with each addition, and drops those that have expired and, where the table is
 * nearly full, those idle longest. `CounterTable.makeRoom` does the same at once; over millions of keys that is a second in
 * which nothing else is decided.
 */
export class KeySweep {
  readonly #table: CounterTable;
  #counter = 0;
  #keys: Map<string, KeyTimes> | undefined;
  #iterator: Iterator<[string, KeyTimes]> | undefined;
  #idleness: Idleness | undefined;
  #seenMs = 0;
  #excess: Excess | undefined;

  constructor(table: CounterTable) {
    this.#table = table;
  }

  /** Looks at some keys; how many follows from the number of additions since the last time. */
  run(additions: number, newest: number, horizon: number): void {
    const table = this.#table;
    let left = additions * (table.entries > HURRY * table.maxEntries ? FAST : SLOW);
    while (left > 0) {
      const state = table.counters[this.#counter];
      if (state === undefined) {
        this.#endRound();
        return;
      }
      left = this.#look(state, left, newest, horizon);
    }
  }

  #look(state: CounterState, most: number, newest: number, horizon: number): number {
    // Its keys may have been replaced whole since.
    if (this.#keys !== state.keys || this.#iterator === undefined) {
      this.#keys = state.keys;
      this.#iterator = state.keys.entries();
    }
    if (this.#idleness === undefined) {
      this.#idleness = new Idleness(newest);
      this.#seenMs = newest;
    }
    const expiredBefore = horizon - state.decl.windowMs;
    for (let left = most; left > 0; left--) {
      const next = this.#iterator.next();
      if (next.done === true) {
        this.#iterator = undefined;
        this.#counter += 1;
        return left - 1;
      }
      const [key, times] = next.value;
      if (times.newest <= expiredBefore) this.#table.drop(state, key, times);
      else if (this.#isIdle(times)) {
        this.#table.drop(state, key, times);
        this.#table.evictedKeys += 1;
      } else this.#idleness.add(Math.min(times.newest, this.#seenMs), times.size);
    }
    return 0;
  }

  #isIdle(times: KeyTimes): boolean {
    const excess = this.#excess;
    if (excess === undefined || times.newest > excess.seenMs) return false;
    const slot = excess.idleness.slot(times.newest);
    if (slot < excess.whole || (slot === excess.whole && excess.part <= 0)) return false;
    if (slot === excess.whole) excess.part -= times.size;
    return true;
  }

  #endRound(): void {
    const { entries, maxEntries } = this.#table;
    this.#excess =
      this.#idleness === undefined || entries < HIGH * maxEntries
        ? undefined
        : {
            idleness: this.#idleness,
            seenMs: this.#seenMs,
            ...this.#idleness.idlest(entries - Math.floor(LOW * maxEntries)),
          };
    this.#idleness = undefined;
    this.#counter = 0;
  }
}
