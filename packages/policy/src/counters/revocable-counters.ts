import type { CounterDecl } from "../model.js";
import type { Admission, Clock, CounterStats, CounterStore } from "./counter-store.js";
import { CounterTable } from "./counter-table.js";
import { detached, lookupText } from "./kept-text.js";
import { KeyMap } from "./key-map.js";
import { KeySweep } from "./key-sweep.js";
import { KeyTimes } from "./key-times.js";
import { DEFAULT_MAX_ENTRIES, type MemoryCounterOptions } from "./memory-counters.js";

/** One time that was added, with key and value as they are kept: long ones as their hash. */
export interface CounterAddition {
  readonly counter: number;
  readonly timeMs: number;
  readonly key: string;
  readonly value: string | undefined;
}

/**
 * Counters whose additions can be taken back, for events that are decided before it is certain that they are recorded.
 *
 * Who uses it knows already which events are repeats: {@link CounterStore.admit} looks at the time alone. Events that are
 * late or dated in the future are refused as by `createMemoryCounters`.
 *
 * Between {@link begin} and {@link commit} nothing is let go, neither expired entries, nor what exceeds a key's cap, nor
 * idle keys: so what {@link rollback} leaves is exactly what was there at {@link begin}, and every reading is the one of a
 * store that never saw the batch. Entries that had expired by an earlier commit do not come back, and no reading can miss
 * them: they are older than every window of every event that is not late, and lateness is counted from before the batch
 * again. The price: while a batch is open, its own additions may be held beyond the bound.
 */
export interface RevocableCounters extends CounterStore {
  /** Time of the newest event counted; −Infinity before the first. */
  readonly newest: number;
  /** An event before this is late. */
  readonly horizon: number;
  /** What the open batch has added, in order. */
  readonly additions: readonly CounterAddition[];
  /** Opens a batch. Additions outside of one cannot be taken back. @throws TypeError where one is open */
  begin(): void;
  /** Keeps what the batch added. @throws TypeError where none is open */
  commit(): void;
  /** Takes back what the batch added, and what it said of admissions. @throws TypeError where none is open */
  rollback(): void;
  /** Runs `work` and takes back everything that it added, inside an open batch or outside of one. */
  attempt<T>(work: () => T): T;
  /** Moves the time on, as admitting an event of that time would. */
  advanceTo(newestMs: number, horizonMs?: number): void;
  /**
   * Adds many times of one key at once; expired ones are left out. Not inside a batch.
   *
   * @param key as {@link CounterAddition} has it, in memory of its own
   * @param times ascending; the array is kept
   * @param values one for each time, where the counter has values; the array is kept
   */
  restore(counter: number, key: string, times: number[], values: string[] | undefined): void;
  /** Takes all keys of a counter over from another store, which is left without them. Not inside a batch. */
  takeOver(counter: number, from: RevocableCounters, fromCounter: number): void;
  /** Forgets all keys of a counter. Not inside a batch. */
  clear(counter: number): void;
}

/** Creates {@link RevocableCounters}. */
export function createRevocableCounters(
  decls: readonly CounterDecl[],
  options: MemoryCounterOptions,
): RevocableCounters {
  return new Revocable(decls, options);
}

interface Added extends CounterAddition {
  readonly times: KeyTimes;
  /** The key's newest time before; undefined where the key is new. */
  readonly newestBefore: number | undefined;
}

/** What the batch may change beside the table. */
interface Mark {
  readonly added: number;
  readonly newest: number;
  readonly horizon: number;
  readonly late: number;
  readonly future: number;
}

class Revocable implements RevocableCounters {
  readonly #table: CounterTable;
  readonly #sweep: KeySweep;
  readonly #clock: Clock;
  readonly #latenessMs: number;
  newest = Number.NEGATIVE_INFINITY;
  horizon = Number.NEGATIVE_INFINITY;
  #late = 0;
  #future = 0;
  #added: Added[] = [];
  #begun: Mark | undefined;

  constructor(
    decls: readonly CounterDecl[],
    { clock, latenessMs, maxEntries = DEFAULT_MAX_ENTRIES }: MemoryCounterOptions,
  ) {
    this.#table = new CounterTable(decls, maxEntries);
    this.#sweep = new KeySweep(this.#table);
    this.#clock = clock;
    this.#latenessMs = latenessMs;
  }

  get additions(): readonly CounterAddition[] {
    return this.#added;
  }

  begin(): void {
    this.#mustBe(false);
    this.#begun = this.#mark();
  }

  commit(): void {
    this.#mustBe(true);
    this.#begun = undefined;
    this.#settle();
  }

  rollback(): void {
    this.#mustBe(true);
    this.#undo(this.#begun as Mark);
    this.#begun = undefined;
  }

  attempt<T>(work: () => T): T {
    const outside = this.#begun === undefined;
    const mark = this.#mark();
    this.#begun ??= mark;
    try {
      return work();
    } finally {
      this.#undo(mark);
      if (outside) this.#begun = undefined;
    }
  }

  admit(_eventKey: string, timeMs: number): Admission {
    if (timeMs < this.horizon) {
      this.#late += 1;
      return "late";
    }
    // The clock is asked only where time moves on, as in MemoryCounters.
    if (timeMs > this.newest && timeMs > this.#clock.now() + this.#latenessMs) {
      this.#future += 1;
      return "future";
    }
    this.advanceTo(timeMs);
    return "counted";
  }

  advanceTo(newestMs: number, horizonMs = newestMs - this.#latenessMs): void {
    this.newest = Math.max(this.newest, newestMs);
    this.horizon = Math.max(this.horizon, horizonMs);
  }

  add(counter: number, timeMs: number, key: string, value: string | undefined): void {
    const state = this.#table.counter(counter);
    const { keys } = state;
    const kept = value === undefined ? undefined : detached(lookupText(value));
    let keptKey = lookupText(key);
    let times = keys.get(keptKey);
    const newestBefore = times?.newest;
    if (times === undefined) {
      keptKey = detached(keptKey);
      times = new KeyTimes(timeMs, kept);
      keys.set(keptKey, times);
    } else times.put(timeMs, kept);
    this.#table.changed(state, 1);
    this.#added.push({ counter, timeMs, key: keptKey, value: kept, times, newestBefore });
    if (this.#begun === undefined) this.#settle();
  }

  count(counter: number, key: string, windowMs: number, timeMs: number): number {
    return this.#table.count(counter, key, windowMs, timeMs);
  }

  distinct(counter: number, key: string, windowMs: number, timeMs: number): number {
    return this.#table.distinct(counter, key, windowMs, timeMs);
  }

  restore(counter: number, key: string, times: number[], values: string[] | undefined): void {
    this.#mustBe(false);
    const state = this.#table.counter(counter);
    const { keys, decl } = state;
    const expiredBefore = this.#expiryHorizon - decl.windowMs;
    if (times.length === 0 || (times.at(-1) as number) <= expiredBefore) return;
    const held = keys.get(key);
    const kept = held ?? KeyTimes.of(times, values);
    if (held === undefined) keys.set(key, kept);
    else for (let i = 0; i < times.length; i++) held.put(times[i] as number, values?.[i]);
    this.#table.changed(state, times.length - kept.forget(decl.cap, expiredBefore));
    this.#makeRoom();
  }

  takeOver(counter: number, from: RevocableCounters, fromCounter: number): void {
    this.#mustBe(false);
    if (!(from instanceof Revocable)) throw new TypeError("Counts are taken over from a store of the same kind only");
    from.#mustBe(false);
    this.clear(counter);
    const source = from.#table.counter(fromCounter);
    const target = this.#table.counter(counter);
    target.keys = source.keys;
    this.#table.changed(target, source.entries);
    from.clear(fromCounter);
    this.#makeRoom();
  }

  clear(counter: number): void {
    this.#mustBe(false);
    const state = this.#table.counter(counter);
    state.keys = new KeyMap();
    this.#table.changed(state, -state.entries);
  }

  stats(): CounterStats {
    const { keys, entries, evictedKeys } = this.#table;
    return { keys, entries, remembered: 0, duplicates: 0, late: this.#late, future: this.#future, evictedKeys };
  }

  get #expiryHorizon(): number {
    return this.newest - this.#latenessMs;
  }

  #settle(): void {
    for (const { counter, times } of this.#added) {
      const state = this.#table.counter(counter);
      this.#table.changed(state, -times.forget(state.decl.cap, this.#expiryHorizon - state.decl.windowMs));
    }
    this.#sweep.run(this.#added.length, this.newest, this.#expiryHorizon);
    this.#added = [];
    this.#makeRoom();
  }

  #makeRoom(): void {
    if (this.#table.full) this.#table.makeRoom(this.newest, this.#expiryHorizon);
  }

  #mark(): Mark {
    return {
      added: this.#added.length,
      newest: this.newest,
      horizon: this.horizon,
      late: this.#late,
      future: this.#future,
    };
  }

  #undo(mark: Mark): void {
    while (this.#added.length > mark.added) {
      const { counter, key, timeMs, times, newestBefore } = this.#added.pop() as Added;
      const state = this.#table.counter(counter);
      if (newestBefore === undefined) state.keys.delete(key);
      else times.takeBack(timeMs, newestBefore);
      this.#table.changed(state, -1);
    }
    this.newest = mark.newest;
    this.horizon = mark.horizon;
    this.#late = mark.late;
    this.#future = mark.future;
  }

  #mustBe(open: boolean): void {
    if ((this.#begun !== undefined) === open) return;
    throw new TypeError(open ? "No batch of counter additions is open" : "A batch of counter additions is open");
  }
}
