import type { CounterDecl } from "../model.js";
import type { Admission, Clock, CounterStats, CounterStore } from "./counter-store.js";
import { Idleness } from "./idleness.js";
import { detached, lookupText } from "./kept-text.js";
import { KeyTimes } from "./key-times.js";
import { SeenEvents } from "./seen-events.js";

/** Times held over all keys, and events remembered, unless said otherwise. What that is in bytes: docs/counters.md. */
export const DEFAULT_MAX_ENTRIES = 2_000_000;

export interface MemoryCounterOptions {
  readonly clock: Clock;
  /** How far behind the newest event an event may be and still be counted. */
  readonly latenessMs: number;
  /** Most times held over all counters and keys, and most events remembered. Default {@link DEFAULT_MAX_ENTRIES}. */
  readonly maxEntries?: number;
}

interface CounterState {
  readonly decl: CounterDecl;
  readonly keys: Map<string, KeyTimes>;
}

/**
 * Counters in memory, exact to the millisecond by event time.
 *
 * An event is late when it is older than the newest counted event less the lateness. Events are remembered as long as
 * that: one that has been forgotten would be late, so counting is idempotent without remembering forever. An entry is kept
 * for its window plus the lateness, so that an event out of order reads right counts too; of a key flooded with more than
 * twice its cap, an event reads right counts while at most `cap` newer ones are held. When more than `maxEntries` are held,
 * expired keys go first, then those whose newest event is oldest.
 */
export function createMemoryCounters(decls: readonly CounterDecl[], options: MemoryCounterOptions): CounterStore {
  return new MemoryCounters(decls, options);
}

class MemoryCounters implements CounterStore {
  readonly #counters: readonly CounterState[];
  readonly #clock: Clock;
  readonly #latenessMs: number;
  readonly #maxEntries: number;
  readonly #seen: SeenEvents;
  #entries = 0;
  #duplicates = 0;
  #late = 0;
  #future = 0;
  #evictedKeys = 0;

  constructor(decls: readonly CounterDecl[], { clock, latenessMs, maxEntries }: MemoryCounterOptions) {
    this.#counters = decls.map((decl) => ({ decl, keys: new Map() }));
    this.#clock = clock;
    this.#latenessMs = latenessMs;
    this.#maxEntries = maxEntries ?? DEFAULT_MAX_ENTRIES;
    this.#seen = new SeenEvents(latenessMs, this.#maxEntries);
  }

  admit(eventKey: string, timeMs: number): Admission {
    if (timeMs < this.#seen.horizon) {
      this.#late += 1;
      return "late";
    }
    // The clock is asked only where time moves on: a wrong date must not push everything else into lateness.
    if (timeMs > this.#seen.newest && timeMs > this.#clock.now() + this.#latenessMs) {
      this.#future += 1;
      return "future";
    }
    if (this.#seen.add(lookupText(eventKey), timeMs)) return "counted";
    this.#duplicates += 1;
    return "duplicate";
  }

  add(counter: number, timeMs: number, key: string, value: string | undefined): void {
    const state = this.#state(counter);
    const kept = value === undefined ? undefined : detached(lookupText(value));
    const shortKey = lookupText(key);
    const times = state.keys.get(shortKey);
    if (times === undefined) {
      state.keys.set(detached(shortKey), new KeyTimes(timeMs, kept));
      this.#entries += 1;
    } else this.#entries += times.add(timeMs, kept, state.decl.cap, this.#expiredBefore(state));
    if (this.#entries > this.#maxEntries) this.#makeRoom();
  }

  count(counter: number, key: string, windowMs: number, timeMs: number): number {
    const { keys, decl } = this.#state(counter);
    const count = keys.get(lookupText(key))?.count(timeMs - windowMs, timeMs) ?? 0;
    return Math.min(count, decl.cap);
  }

  distinct(counter: number, key: string, windowMs: number, timeMs: number): number {
    const { keys, decl } = this.#state(counter);
    return keys.get(lookupText(key))?.distinct(timeMs - windowMs, timeMs, decl.cap) ?? 0;
  }

  stats(): CounterStats {
    const keys = this.#counters.reduce((sum, counter) => sum + counter.keys.size, 0);
    return {
      keys,
      entries: this.#entries,
      remembered: this.#seen.size,
      duplicates: this.#duplicates,
      late: this.#late,
      future: this.#future,
      evictedKeys: this.#evictedKeys,
    };
  }

  #state(counter: number): CounterState {
    const state = this.#counters[counter];
    if (state === undefined) throw new RangeError(`There is no counter ${counter}; there are ${this.#counters.length}`);
    return state;
  }

  #expiredBefore({ decl }: CounterState): number {
    return this.#seen.newest - this.#latenessMs - decl.windowMs;
  }

  /** Frees a tenth of the bound at once, so that going through all keys is paid for by many events. */
  #makeRoom(): void {
    const idleness = new Idleness(this.#seen.newest);
    for (const state of this.#counters) {
      const expiredBefore = this.#expiredBefore(state);
      for (const [key, times] of state.keys) {
        if (times.newest <= expiredBefore) this.#drop(state, key, times);
        else idleness.add(times.newest, times.size);
      }
    }
    const excess = this.#entries - Math.floor(this.#maxEntries * 0.9);
    if (excess <= 0) return;
    const { whole, part } = idleness.idlest(excess);
    let left = part;
    for (const state of this.#counters) {
      for (const [key, times] of state.keys) {
        const slot = idleness.slot(times.newest);
        if (slot < whole || (slot === whole && left <= 0)) continue;
        if (slot === whole) left -= times.size;
        this.#drop(state, key, times);
        this.#evictedKeys += 1;
      }
    }
  }

  #drop(state: CounterState, key: string, times: KeyTimes): void {
    state.keys.delete(key);
    this.#entries -= times.size;
  }
}
