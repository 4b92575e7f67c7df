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
    expect(counters.stats().entries).toBe(5);
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

  it("lets expired events of a key go", () => {
    const counters = store({ window: 5 });
    for (let id = 0; id < 10_000; id++) record(counters, { id, minute: 100 + id, key: "a", value: "x" });
    // Window and lateness together: 15 minutes, one event each.
    expect(counters.stats().entries).toBeLessThanOrEqual(16);
  });
});
