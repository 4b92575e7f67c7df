import type { CounterDecl } from "../model.js";
import { Idleness } from "./idleness.js";
import { detached, lookupText } from "./kept-text.js";
import { KeyMap } from "./key-map.js";
import { KeyTimes } from "./key-times.js";

export interface CounterState {
  readonly decl: CounterDecl;
  keys: KeyMap;
  /** Times held under them. */
  entries: number;
}

/** The times of every key of every counter, within a bound: what stores of counts keep, whatever they admit. */
export class CounterTable {
  readonly counters: readonly CounterState[];
  readonly maxEntries: number;
  #entries = 0;
  evictedKeys = 0;

  constructor(decls: readonly CounterDecl[], maxEntries: number) {
    this.counters = decls.map((decl) => ({ decl, keys: new KeyMap(), entries: 0 }));
    this.maxEntries = maxEntries;
  }

  get keys(): number {
    return this.counters.reduce((sum, counter) => sum + counter.keys.size, 0);
  }

  /** Times held now. */
  get entries(): number {
    return this.#entries;
  }

  get full(): boolean {
    return this.#entries > this.maxEntries;
  }

  /** @throws RangeError where there is no such counter */
  counter(index: number): CounterState {
    const state = this.counters[index];
    if (state === undefined) throw new RangeError(`There is no counter ${index}; there are ${this.counters.length}`);
    return state;
  }

  /**
   * Adds a time and lets go of what its key no longer needs.
   *
   * @param horizon an event before this would be late
   */
  add(index: number, timeMs: number, key: string, value: string | undefined, horizon: number): void {
    const state = this.counter(index);
    const kept = value === undefined ? undefined : detached(lookupText(value));
    const shortKey = lookupText(key);
    const times = state.keys.get(shortKey);
    if (times === undefined) {
      state.keys.set(detached(shortKey), new KeyTimes(timeMs, kept));
      this.changed(state, 1);
    } else this.changed(state, times.add(timeMs, kept, state.decl.cap, horizon - state.decl.windowMs));
  }

  count(index: number, key: string, windowMs: number, timeMs: number): number {
    const { keys, decl } = this.counter(index);
    const count = keys.get(lookupText(key))?.count(timeMs - windowMs, timeMs) ?? 0;
    return Math.min(count, decl.cap);
  }

  distinct(index: number, key: string, windowMs: number, timeMs: number): number {
    const { keys, decl } = this.counter(index);
    return keys.get(lookupText(key))?.distinct(timeMs - windowMs, timeMs, decl.cap) ?? 0;
  }

  /** Frees a tenth of the bound at once, so that going through all keys is paid for by many events. */
  makeRoom(newest: number, horizon: number): void {
    const idleness = new Idleness(newest);
    for (const state of this.counters) {
      const expiredBefore = horizon - state.decl.windowMs;
      for (const [key, times] of state.keys) {
        if (times.newest <= expiredBefore) this.drop(state, key, times);
        else idleness.add(times.newest, times.size);
      }
    }
    const excess = this.#entries - Math.floor(this.maxEntries * 0.9);
    if (excess <= 0) return;
    const { whole, part } = idleness.idlest(excess);
    let left = part;
    for (const state of this.counters) {
      for (const [key, times] of state.keys) {
        const slot = idleness.slot(times.newest);
        if (slot < whole || (slot === whole && left <= 0)) continue;
        if (slot === whole) left -= times.size;
        this.drop(state, key, times);
        this.evictedKeys += 1;
      }
    }
  }

  drop(state: CounterState, key: string, times: KeyTimes): void {
    state.keys.delete(key);
    this.changed(state, -times.size);
  }

  /** Takes note that a counter holds so many times more, or fewer. */
  changed(state: CounterState, by: number): void {
    state.entries += by;
    this.#entries += by;
  }
}
