import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeCounter } from "../testing/make-policy.js";
import { createRevocableCounters, type RevocableCounters } from "./revocable-counters.js";

const MINUTE = 60_000;
const LATENESS = 10 * MINUTE;
const WINDOW = 60;
const START = Date.UTC(2026, 2, 2);

interface Entry {
  readonly minute: number;
  readonly key: string;
  readonly value: string;
}

interface Batch {
  readonly entries: readonly Entry[];
  /** Events of drafts that are only tried, each before the entry with its number. */
  readonly tried: readonly (Entry & { readonly before: number })[];
  readonly kept: boolean;
}

/** Keeps every entry that was committed, and knows nothing of the others. */
class Naive {
  readonly #entries: Entry[] = [];
  newest = Number.NEGATIVE_INFINITY;

  admits({ minute }: Entry): boolean {
    return minute >= this.newest - LATENESS / MINUTE;
  }

  add(entry: Entry): void {
    this.newest = Math.max(this.newest, entry.minute);
    this.#entries.push(entry);
  }

  copy(): Naive {
    const copy = new Naive();
    for (const entry of this.#entries) copy.add(entry);
    return copy;
  }

  inWindow(key: string, window: number, minute: number): Entry[] {
    const found = this.#entries.filter((e) => e.key === key && e.minute <= minute && e.minute > minute - window);
    return found.sort((a, b) => a.minute - b.minute);
  }
}

const batches: fc.Arbitrary<readonly Batch[]> = fc
  .array(
    fc.record({
      steps: fc.array(
        fc.record({
          step: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1, 2),
          back: fc.oneof(
            { weight: 3, arbitrary: fc.constant(0) },
            { weight: 2, arbitrary: fc.integer({ min: 0, max: 25 }) },
          ),
          key: fc.constantFrom("a", "a", "a", "a", "b", "c"),
          value: fc.constantFrom("x", "y", "z"),
        }),
        { maxLength: 12 },
      ),
      tried: fc.array(
        fc.record({
          minute: fc.integer({ min: -15, max: 40 }),
          key: fc.constantFrom("a", "b", "d"),
          value: fc.constantFrom("x", "w"),
          before: fc.nat(12),
        }),
        { maxLength: 3 },
      ),
      kept: fc.boolean(),
    }),
    { minLength: 5, maxLength: 25, size: "max" },
  )
  .map((drafts) => {
    let minute = 1_000;
    return drafts.map(({ steps, tried, kept }) => {
      const begun = minute;
      const entries = steps.map(({ step, back, key, value }) => {
        minute += step;
        return { minute: minute - back, key, value };
      });
      return { entries, tried: tried.map((one) => ({ ...one, minute: begun + one.minute })), kept };
    });
  });

function store({ cap = 1_000, maxEntries = 1_000_000 } = {}): RevocableCounters {
  const decl = makeCounter("c", { windowMs: WINDOW * MINUTE, cap, value: "v" });
  return createRevocableCounters([decl], { clock: { now: () => START + 1e12 }, latenessMs: LATENESS, maxEntries });
}

function count(counters: RevocableCounters, { minute, key, value }: Entry): boolean {
  const time = START + minute * MINUTE;
  if (counters.admit("", time) !== "counted") return false;
  counters.add(0, time, key, value);
  return true;
}

function readings(counters: RevocableCounters, minutes: readonly number[]): unknown[] {
  return minutes.flatMap((minute) =>
    ["a", "b", "c", "d"].flatMap((key) =>
      [1, 7, WINDOW].map((window) => [
        counters.count(0, key, window * MINUTE, START + minute * MINUTE),
        counters.distinct(0, key, window * MINUTE, START + minute * MINUTE),
      ]),
    ),
  );
}

describe("revocable counters", () => {
  it("read as a store in which what was taken back never happened: out of order, under caps and evictions", () => {
    let evicted = 0;
    let undone = 0;
    const bound = fc.constantFrom(8, 20, 1_000);
    fc.assert(
      fc.property(batches, fc.constantFrom(1, 3, 9, 100), bound, (all, cap, maxEntries) => {
        const counters = store({ cap, maxEntries });
        const twin = store({ cap, maxEntries });
        for (const { entries, tried, kept } of all) {
          counters.begin();
          if (kept) twin.begin();
          entries.forEach((entry, i) => {
            for (const draft of tried.filter(({ before }) => before === i)) {
              counters.attempt(() => count(counters, draft));
            }
            const counted = count(counters, entry);
            if (kept) expect(count(twin, entry)).toBe(counted);
          });
          if (kept) {
            counters.commit();
            twin.commit();
          } else {
            undone += counters.additions.length;
            counters.rollback();
          }
          const now = counters.newest === Number.NEGATIVE_INFINITY ? 0 : (counters.newest - START) / MINUTE;
          expect([counters.newest, counters.horizon, counters.stats()]).toEqual([
            twin.newest,
            twin.horizon,
            twin.stats(),
          ]);
          const minutes = [now - 30, now - 10, now - 3, now, now + 5];
          expect(readings(counters, minutes)).toEqual(readings(twin, minutes));
        }
        evicted += counters.stats().evictedKeys;
      }),
      { numRuns: 400 },
    );
    expect(evicted).toBeGreaterThan(200);
    expect(undone).toBeGreaterThan(5_000);
  });

  it("read what a store that keeps everything reads, in the middle of a batch too", () => {
    let compared = 0;
    fc.assert(
      fc.property(batches, fc.constantFrom(1, 5, 30, 100), fc.integer({ min: 1, max: WINDOW }), (all, cap, window) => {
        const counters = store({ cap });
        let naive = new Naive();
        for (const { entries, tried, kept } of all) {
          const during = naive.copy();
          counters.begin();
          for (const entry of entries) {
            expect(count(counters, entry)).toBe(during.admits(entry));
            if (during.admits(entry)) during.add(entry);
            for (const draft of tried) counters.attempt(() => count(counters, draft));
            const at = Math.max(entry.minute, during.newest - LATENESS / MINUTE);
            if (during.inWindow(entry.key, during.newest - at, during.newest).length > cap) continue;
            const expected = during.inWindow(entry.key, window, at);
            const time = START + at * MINUTE;
            expect(counters.count(0, entry.key, window * MINUTE, time)).toBe(Math.min(cap, expected.length));
            expect(counters.distinct(0, entry.key, window * MINUTE, time)).toBe(
              new Set(expected.slice(-cap).map((e) => e.value)).size,
            );
            compared += expected.length;
          }
          if (kept) counters.commit();
          else counters.rollback();
          if (kept) naive = during;
        }
      }),
      { numRuns: 300 },
    );
    expect(compared).toBeGreaterThan(10_000);
  });

  it("restore what was counted before, in any number of pieces", () => {
    fc.assert(
      fc.property(batches, fc.integer({ min: 1, max: 9 }), (all, cap) => {
        const counters = store({ cap });
        const restored = store({ cap });
        const newest = Math.max(...all.flatMap(({ entries }) => entries.map(({ minute }) => minute)), 0);
        restored.advanceTo(START + newest * MINUTE);
        counters.advanceTo(START + newest * MINUTE);
        for (const { entries } of all) {
          counters.begin();
          const counted = entries.filter((entry) => count(counters, entry)).sort((a, b) => a.minute - b.minute);
          counters.commit();
          for (const key of ["a", "b", "c"]) {
            const mine = counted.filter((entry) => entry.key === key);
            const times = mine.map(({ minute }) => START + minute * MINUTE);
            restored.restore(
              0,
              key,
              times,
              mine.map(({ value }) => value),
            );
          }
        }
        const minutes = [newest - 10, newest - 3, newest];
        expect(readings(restored, minutes)).toEqual(readings(counters, minutes));
        expect(restored.stats().entries).toBe(counters.stats().entries);
      }),
    );
  });

  it("are taken over by another store, which goes on with them", () => {
    const before = store({ cap: 5 });
    for (let i = 0; i < 8; i++) count(before, { minute: 100 + i, key: "a", value: `v${i}` });
    const held = before.stats().entries;
    const after = store({ cap: 5 });
    count(after, { minute: 90, key: "z", value: "x" });
    after.takeOver(0, before, 0);
    after.advanceTo(before.newest, before.horizon);
    count(after, { minute: 108, key: "a", value: "v8" });
    expect(after.count(0, "a", 2 * MINUTE, START + 108 * MINUTE)).toBe(2);
    expect(after.distinct(0, "a", WINDOW * MINUTE, START + 108 * MINUTE)).toBe(5);
    expect(after.count(0, "z", WINDOW * MINUTE, START + 108 * MINUTE)).toBe(0);
    expect(before.stats()).toMatchObject({ entries: 0, keys: 0 });
    expect(after.stats().entries).toBe(held + 1);
  });

  it("let expired and idle keys go little by little, without ever going through all of them at once", () => {
    const counters = store({ maxEntries: 20_000 });
    let most = 0;
    for (let id = 0; id < 300_000; id += 50) {
      counters.begin();
      for (let i = id; i < id + 50; i++) {
        count(counters, { minute: 100 + i / 1_000, key: `k${i}`, value: "x" });
      }
      count(counters, { minute: 100 + id / 1_000, key: `busy${id % 4}`, value: "y" });
      counters.commit();
      most = Math.max(most, counters.stats().entries);
      // At 1,000 keys a minute the bound is far below what 70 minutes would hold.
    }
    const now = 100 + 299_999 / 1_000;
    // Not once full: what makes room at once would have been needed then.
    expect(most).toBeLessThan(19_900);
    expect(most).toBeGreaterThan(18_000);
    expect(counters.count(0, "k299999", WINDOW * MINUTE, START + now * MINUTE)).toBe(1);
    expect(counters.count(0, "k298000", WINDOW * MINUTE, START + now * MINUTE)).toBe(1);
    expect(counters.count(0, "busy2", WINDOW * MINUTE, START + now * MINUTE)).toBeGreaterThan(500);
    expect(counters.count(0, "k270000", WINDOW * MINUTE, START + now * MINUTE)).toBe(0);
    expect(counters.stats().evictedKeys).toBeGreaterThan(200_000);
  });

  it("refuse batches in batches, and settling what is not open", () => {
    const counters = store();
    expect(() => counters.commit()).toThrow(TypeError);
    expect(() => counters.rollback()).toThrow(TypeError);
    counters.begin();
    expect(() => counters.begin()).toThrow(TypeError);
    expect(() => counters.restore(0, "a", [1], ["x"])).toThrow(TypeError);
    counters.commit();
    count(counters, { minute: 1, key: "a", value: "x" });
    expect(() =>
      counters.attempt(() => {
        count(counters, { minute: 2, key: "a", value: "y" });
        throw new RangeError("broken");
      }),
    ).toThrow(RangeError);
    expect(counters.count(0, "a", WINDOW * MINUTE, START + 2 * MINUTE)).toBe(1);
  });
});
