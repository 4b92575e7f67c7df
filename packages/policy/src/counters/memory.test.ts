import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { makeCounter } from "../testing/make-policy.js";
import type { CounterStore } from "./counter-store.js";
import { createMemoryCounters } from "./memory-counters.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/** A piece at the end of a long text: cut out, so that V8 lets it point into the whole. */
function pieceOfPost(name: string): string {
  const post = JSON.parse(JSON.stringify("harbour".repeat(7_000) + name)) as string;
  return post.slice(7 * 7_000);
}

/** Bytes per thing that `fill` puts into a store. */
function bytesEach(things: number, fill: (counters: CounterStore, thing: number) => void): number {
  const counters = createMemoryCounters([makeCounter("plain"), makeCounter("valued", { value: "v" })], {
    clock: { now: () => 1e15 },
    latenessMs: 3_600_000,
  });
  const before = heap();
  for (let i = 0; i < things; i++) fill(counters, i);
  const bytes = (heap() - before) / things;
  // Used once more, so that it is not collected before it is weighed.
  expect(counters.stats().late).toBe(0);
  return bytes;
}

describe("what docs/counters.md says of memory", () => {
  const account = (i: number): string => `s:account-${100_000_000 + i}`;

  it("is what a key with one event takes", () => {
    expect(bytesEach(200_000, (counters, i) => counters.add(0, 1e12 + i, account(i), undefined))).toBeLessThan(260);
  });
  it("is what a further event of a busy key takes", () => {
    const add = (counters: CounterStore, i: number): void => counters.add(0, 1e12 + i, account(i % 200), undefined);
    expect(bytesEach(200_000, add)).toBeLessThan(16);
  });
  it("is what a further event with a value takes, distinct() read", () => {
    const add = (counters: CounterStore, i: number): void => {
      counters.add(1, 1e12 + i, account(i % 200), account(i));
      counters.distinct(1, account(i % 200), 3_600_000, 1e12 + i);
    };
    expect(bytesEach(200_000, add)).toBeLessThan(130);
  });
  it("is what a remembered event takes", () => {
    const admit = (counters: CounterStore, i: number): unknown => counters.admit(`harbour\nevent-${1e9 + i}`, 1e12 + i);
    expect(bytesEach(200_000, admit)).toBeLessThan(110);
  });
});

describe("what counters keep", () => {
  it.each(["key", "value", "event"] as const)("does not hold on to the text that a %s was cut from", (what) => {
    const counters = createMemoryCounters([makeCounter("c", { value: "v" })], {
      clock: { now: () => 1e15 },
      latenessMs: 3_600_000,
    });
    const before = heap();
    for (let i = 0; i < 400; i++) {
      const piece = pieceOfPost(`a-piece-of-the-post-${i}`);
      if (what === "event") counters.admit(`harbour\n${piece}`, 1e12 + i);
      else if (what === "key") counters.add(0, 1e12 + i, piece, "x");
      else counters.add(0, 1e12 + i, "one", piece);
    }
    const perText = (heap() - before) / 400;
    expect(counters.stats().entries + counters.stats().remembered).toBe(400);
    expect(perText).toBeLessThan(5_000);
  });

  it("tells long keys and values apart without keeping them", () => {
    const counters = createMemoryCounters([makeCounter("c", { value: "v" })], {
      clock: { now: () => 1e15 },
      latenessMs: 3_600_000,
    });
    const long = "x".repeat(50_000);
    const before = heap();
    for (let i = 0; i < 300; i++) counters.add(0, 1e12 + i, `s:${long}${i % 2}`, `s:${long}${i % 3}`);
    expect((heap() - before) / 300).toBeLessThan(5_000);
    expect(counters.count(0, `s:${long}1`, 1_000, 1e12 + 299)).toBe(150);
    expect(counters.distinct(0, `s:${long}0`, 1_000, 1e12 + 299)).toBe(3);
    expect(counters.count(0, `s:${long}2`, 1_000, 1e12 + 299)).toBe(0);
    const key = `harbour\n${"e".repeat(1_000)}`;
    expect([counters.admit(`${key}1`, 1e12), counters.admit(`${key}2`, 1e12), counters.admit(`${key}1`, 1e12)]).toEqual(
      ["counted", "counted", "duplicate"],
    );
  });
});
