import type { CounterDecl } from "../model.js";
import type { Admission, Clock, CounterStats, CounterStore } from "./counter-store.js";
import { CounterTable } from "./counter-table.js";
import { lookupText } from "./kept-text.js";
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
  readonly #table: CounterTable;
  readonly #clock: Clock;
  readonly #latenessMs: number;
  readonly #seen: SeenEvents;
  #duplicates = 0;
  #late = 0;
  #future = 0;

  constructor(
    decls: readonly CounterDecl[],
    { clock, latenessMs, maxEntries = DEFAULT_MAX_ENTRIES }: MemoryCounterOptions,
  ) {
    this.#table = new CounterTable(decls, maxEntries);
    this.#clock = clock;
    this.#latenessMs = latenessMs;
    this.#seen = new SeenEvents(latenessMs, maxEntries);
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
    const horizon = this.#seen.newest - this.#latenessMs;
    this.#table.add(counter, timeMs, key, value, horizon);
    if (this.#table.full) this.#table.makeRoom(this.#seen.newest, horizon);
  }

  count(counter: number, key: string, windowMs: number, timeMs: number): number {
    return this.#table.count(counter, key, windowMs, timeMs);
  }

  distinct(counter: number, key: string, windowMs: number, timeMs: number): number {
    return this.#table.distinct(counter, key, windowMs, timeMs);
  }

  stats(): CounterStats {
    const { keys, entries, evictedKeys } = this.#table;
    return {
      keys,
      entries,
      remembered: this.#seen.size,
      duplicates: this.#duplicates,
      late: this.#late,
      future: this.#future,
      evictedKeys,
    };
  }
}
