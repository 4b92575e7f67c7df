import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeCounter } from "../testing/make-policy.js";
import type { CounterStore } from "./counter-store.js";
import { createMemoryCounters } from "./memory-counters.js";

const MINUTE = 60_000;
const LATENESS = 10 * MINUTE;
const START = Date.UTC(2026, 2, 2);

interface Logged {
  readonly id: number;
  readonly minute: number;
  readonly key: string;
  readonly value: string;
}

/** Keeps every event for ever and counts by looking at all of them. */
class Naive {
  readonly #events: Logged[] = [];
  readonly #ids = new Set<number>();
  #newest = Number.NEGATIVE_INFINITY;

  record(event: Logged): void {
    if (event.minute * MINUTE < this.#newest - LATENESS || this.#ids.has(event.id)) return;
    this.#ids.add(event.id);
    this.#newest = Math.max(this.#newest, event.minute * MINUTE);
    this.#events.push(event);
  }

  inWindow(key: string, windowMinutes: number, minute: number): Logged[] {
    return this.#events.filter((e) => e.key === key && e.minute <= minute && e.minute > minute - windowMinutes);
  }
}

function store(options: { cap?: number; maxEntries?: number; now?: () => number; window?: number } = {}): CounterStore {
  const decl = makeCounter("c", { windowMs: (options.window ?? 60) * MINUTE, cap: options.cap ?? 1_000, value: "v" });
  return createMemoryCounters([decl], {
    clock: { now: options.now ?? (() => START + 1e12) },
    latenessMs: LATENESS,
    ...(options.maxEntries === undefined ? {} : { maxEntries: options.maxEntries }),
  });
}

function record(counters: CounterStore, { id, minute, key, value }: Logged): string {
  const time = START + minute * MINUTE;
  const admission = counters.admit(`e${id}`, time);
  if (admission === "counted") counters.add(0, time, key, value);
  return admission;
}

/** A log that wanders forward, with events out of order, late ones, and repeats of the last few. */
const log = fc
  .array(
    fc.record({
      step: fc.integer({ min: 0, max: 6 }),
      back: fc.oneof(
        { weight: 3, arbitrary: fc.constant(0) },
        { weight: 2, arbitrary: fc.integer({ min: 0, max: 25 }) },
      ),
      key: fc.constantFrom("a", "b"),
      value: fc.constantFrom("x", "y", "z"),
      repeat: fc.option(fc.nat(5), { freq: 4, nil: undefined }),
    }),
    { minLength: 20, maxLength: 120, size: "max" },
  )
  .map((steps) => {
    const events: Logged[] = [];
    let minute = 1_000;
    for (const { step, back, key, value, repeat } of steps) {
      minute += step;
      const earlier = repeat === undefined ? undefined : events.at(-1 - repeat);
      events.push(earlier ?? { id: events.length, minute: minute - back, key, value });
    }
    return events;
  });

describe("memory counters", () => {
  it("counts what a store that keeps everything counts: out of order, late and repeated events included", () => {
    let compared = 0;
    fc.assert(
      fc.property(log, fc.integer({ min: 1, max: 60 }), (events, window) => {
        const counters = store();
        const naive = new Naive();
        let newest = 0;
        for (const event of events) {
          record(counters, event);
          naive.record(event);
          newest = Math.max(newest, event.minute);
          const expected = naive.inWindow(event.key, window, event.minute);
          const time = START + event.minute * MINUTE;
          // A late event reads past the horizon, where entries may be gone: it is decided, its counts are lower bounds.
          if (event.minute < newest - 10) continue;
          expect(counters.count(0, event.key, window * MINUTE, time)).toBe(expected.length);
          expect(counters.distinct(0, event.key, window * MINUTE, time)).toBe(
            new Set(expected.map((e) => e.value)).size,
          );
          compared += expected.length;
        }
      }),
      { numRuns: 300 },
    );
    expect(compared).toBeGreaterThan(10_000);
  });

  it("saturates exactly where at most a cap of the key's events are newer", () => {
    let saturated = 0;
    fc.assert(
      fc.property(log, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 60 }), (events, cap, window) => {
        const counters = store({ cap });
        const naive = new Naive();
        let newest = 0;
        for (const event of events) {
          record(counters, event);
          naive.record(event);
          newest = Math.max(newest, event.minute);
          const newer = naive.inWindow(event.key, newest - event.minute, newest).length;
          if (event.minute < newest - 10 || newer > cap) continue;
          const all = naive.inWindow(event.key, window, event.minute).sort((a, b) => a.minute - b.minute);
          const time = START + event.minute * MINUTE;
          expect(counters.count(0, event.key, window * MINUTE, time)).toBe(Math.min(cap, all.length));
          expect(counters.distinct(0, event.key, window * MINUTE, time)).toBe(
            new Set(all.slice(-cap).map((e) => e.value)).size,
          );
          if (all.length > cap) saturated += 1;
        }
      }),
      { numRuns: 300 },
    );
    expect(saturated).toBeGreaterThan(1_000);
  });

  it("tells values apart in long windows as in short ones, whatever order they are read in", () => {
    const step = fc.record({
      seconds: fc.integer({ min: 0, max: 20 }),
      back: fc.oneof(
        { weight: 4, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 500 }) },
      ),
      value: fc.nat(30),
      window: fc.constantFrom(1, 10, 20, 60),
      readBack: fc.oneof(
        { weight: 3, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 9 }) },
      ),
    });
    let most = 0;
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 200, maxLength: 400, size: "max" }),
        fc.constantFrom(60, 1_000),
        (steps, cap) => {
          const counters = store({ cap });
          const naive = new Naive();
          let seconds = 100_000;
          let newest = 0;
          steps.forEach(({ seconds: passed, back, value, window, readBack }, id) => {
            seconds += passed;
            const event = { id, minute: (seconds - back) / 60, key: "a", value: `v${value}` };
            record(counters, event);
            naive.record(event);
            newest = Math.max(newest, event.minute);
            const at = Math.max(newest - 9, event.minute - readBack);
            const all = naive.inWindow("a", window, at).sort((a, b) => a.minute - b.minute);
            if (naive.inWindow("a", newest - at, newest).length > cap) return;
            most = Math.max(most, all.length);
            expect(counters.distinct(0, "a", window * MINUTE, START + at * MINUTE)).toBe(
              new Set(all.slice(-cap).map((e) => e.value)).size,
            );
          });
        },
      ),
      { numRuns: 60 },
    );
    expect(most).toBeGreaterThan(200);
  });

  it("gives the same counts for the same log", () => {
    fc.assert(
      fc.property(log, (events) => {
        const run = (): unknown[] => {
          const counters = store({ maxEntries: 20, cap: 7 });
          return events.map((event) => [
            record(counters, event),
            counters.count(0, event.key, MINUTE * 30, START + event.minute * MINUTE),
          ]);
        };
        expect(run()).toEqual(run());
      }),
    );
  });

  it("says what became of an event", () => {
    const counters = store();
    expect(record(counters, { id: 1, minute: 100, key: "a", value: "x" })).toBe("counted");
    expect(record(counters, { id: 1, minute: 100, key: "a", value: "x" })).toBe("duplicate");
    expect(record(counters, { id: 2, minute: 90, key: "a", value: "x" })).toBe("counted");
    expect(record(counters, { id: 3, minute: 89, key: "a", value: "x" })).toBe("late");
    expect(counters.stats()).toMatchObject({ entries: 2, duplicates: 1, late: 1, future: 0 });
  });

  it("does not count what is dated after the clock, and does not let it push the rest into lateness", () => {
    const counters = store({ now: () => START + 100 * MINUTE });
    expect(record(counters, { id: 1, minute: 100, key: "a", value: "x" })).toBe("counted");
    expect(record(counters, { id: 2, minute: 50_000, key: "a", value: "x" })).toBe("future");
    expect(record(counters, { id: 3, minute: 99, key: "a", value: "x" })).toBe("counted");
    expect(record(counters, { id: 4, minute: 110, key: "a", value: "x" })).toBe("counted");
  });

  it("saturates at the cap and keeps the newest", () => {
    const counters = store({ cap: 5 });
    for (let id = 0; id < 20; id++) record(counters, { id, minute: 100 + id, key: "a", value: `v${id}` });
    expect(counters.count(0, "a", 60 * MINUTE, START + 119 * MINUTE)).toBe(5);
    expect(counters.count(0, "a", 3 * MINUTE, START + 119 * MINUTE)).toBe(3);
    expect(counters.distinct(0, "a", 60 * MINUTE, START + 119 * MINUTE)).toBe(5);
    expect(counters.stats().entries).toBe(10);
  });

  it("counts an event out of order right though its key has been flooded since", () => {
    const counters = store({ cap: 5 });
    for (let id = 0; id < 20; id++) record(counters, { id, minute: 100 + id / 10, key: "a", value: `v${id}` });
    record(counters, { id: 20, minute: 101.45, key: "a", value: "late" });
    expect(counters.count(0, "a", 60 * MINUTE, START + 101.45 * MINUTE)).toBe(5);
    expect(counters.count(0, "a", 0.3 * MINUTE, START + 101.45 * MINUTE)).toBe(4);
    expect(counters.distinct(0, "a", 0.3 * MINUTE, START + 101.45 * MINUTE)).toBe(4);
  });

  it("stays within its bound under ever new keys, drops the idlest first, and says how many it dropped", () => {
    const counters = store({ maxEntries: 1_000, window: 100_000 });
    for (let id = 0; id < 50_000; id++) {
      record(counters, { id, minute: 100 + id / 1_000, key: `k${id}`, value: "x" });
      expect(counters.stats().entries).toBeLessThanOrEqual(1_000);
      expect(counters.stats().remembered).toBeLessThanOrEqual(1_000);
    }
    expect(counters.stats().evictedKeys).toBeGreaterThan(48_000);
    expect(counters.count(0, "s:none", MINUTE, START)).toBe(0);
    expect(counters.count(0, "k49999", 60 * MINUTE, START + 150 * MINUTE)).toBe(1);
    expect(counters.count(0, "k0", 60 * MINUTE, START + 150 * MINUTE)).toBe(0);
  });

  it("never counts an event twice, even where the memory of identities overflows", () => {
    const counters = store({ maxEntries: 50 });
    const events = Array.from({ length: 400 }, (_, id) => ({ id, minute: 100 + id / 40, key: "a", value: "x" }));
    for (const event of events) record(counters, event);
    const again = events.map((event) => record(counters, event));
    expect(again).not.toContain("counted");
    expect(again).toContain("late");
    expect(again).toContain("duplicate");
  });

  it.each([0, 0.0001])("stays within its bound where a flood has one time or nearly, %d minutes apart", (apart) => {
    const counters = store({ maxEntries: 100 });
    let counted = 0;
    for (let id = 0; id < 5_000; id++) {
      const event = { id, minute: 100 + id * apart, key: `k${id % 7}`, value: "x" };
      if (record(counters, event) === "counted") counted += 1;
      // At once again, as a sender that got no answer does.
      expect(record(counters, event)).toBe("duplicate");
      expect(counters.stats().remembered).toBeLessThanOrEqual(100);
    }
    expect(counted).toBe(5_000);
    if (apart > 0) expect(record(counters, { id: 0, minute: 100, key: "k0", value: "x" })).toBe("late");
  });

  it("drops expired keys before live ones, and of those the idlest", () => {
    const counters = store({ maxEntries: 100, window: 60 });
    for (let id = 0; id < 30; id++) record(counters, { id, minute: 100, key: `expired${id}`, value: "x" });
    for (let id = 30; id < 90; id++) record(counters, { id, minute: 200 + id, key: `k${id}`, value: "x" });
    for (let id = 90; id < 110; id++) record(counters, { id, minute: 291 + id / 1_000, key: "busy", value: "x" });
    expect(counters.stats()).toMatchObject({ evictedKeys: 0, entries: 80 });
    for (let id = 110; id < 131; id++) record(counters, { id, minute: 292, key: "busy", value: "x" });
    const { evictedKeys, entries } = counters.stats();
    expect({ evictedKeys, entries }).toEqual({ evictedKeys: 11, entries: 90 });
    const kept = Array.from({ length: 60 }, (_, i) =>
      counters.count(0, `k${i + 30}`, 3 * 60 * MINUTE, START + 293 * MINUTE),
    );
    expect(kept).toEqual([...Array(11).fill(0), ...Array(49).fill(1)]);
    expect(counters.count(0, "busy", 60 * MINUTE, START + 292 * MINUTE)).toBe(41);
  });

  it("lets expired events of a key go", () => {
    const counters = store({ window: 5 });
    for (let id = 0; id < 10_000; id++) record(counters, { id, minute: 100 + id, key: "a", value: "x" });
    // Window and lateness together: 15 minutes, one event each.
    expect(counters.stats().entries).toBeLessThanOrEqual(16);
  });
});
