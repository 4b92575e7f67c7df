import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMemoryStanding } from "./memory-standing.js";
import { standingAt } from "./standing-at.js";
import type { Strike } from "./standing-book.js";

const LEVELS = [
  { level: "good", strikes: 0 },
  { level: "strained", strikes: 2 },
  { level: "poor", strikes: 5 },
];

const strike = fc
  .record({
    at: fc.nat(100),
    lasts: fc.integer({ min: 1, max: 50 }),
    count: fc.integer({ min: 1, max: 3 }),
    event: fc.nat(1_000_000),
  })
  .map(({ at, lasts, count, event }): Strike => ({
    account: "u1",
    clause: "a.b",
    count,
    at,
    expiresAt: at + lasts,
    event: `e${event}`,
  }));

describe("standing", () => {
  it("reaches a level with its number of strikes, and leaves it when they expire", () => {
    const given = (at: number): Strike => ({
      account: "u1",
      clause: "a.b",
      count: 1,
      at,
      expiresAt: at + 10,
      event: `e${at}`,
    });
    const strikes = [given(1), given(3)];
    expect([1, 2, 4, 11, 13].map((time) => standingAt(strikes, LEVELS, time).level)).toEqual([
      "good",
      "good",
      "strained",
      "good",
      "good",
    ]);
    expect(standingAt([...strikes, { ...given(4), count: 3 }], LEVELS, 5)).toEqual({ level: "poor", strikes: 5 });
  });

  it("does not depend on the order of strikes, and another strike never makes it better", () => {
    fc.assert(
      fc.property(fc.array(strike), strike, fc.nat(150), (strikes, more, time) => {
        const standing = standingAt(strikes, LEVELS, time);
        expect(standingAt([...strikes].reverse(), LEVELS, time)).toEqual(standing);
        expect(standingAt([...strikes, more], LEVELS, time).strikes).toBeGreaterThanOrEqual(standing.strikes);
      }),
    );
  });

  it("the book agrees with the fold, and gives an event's strikes of one clause once", () => {
    fc.assert(
      fc.property(fc.uniqueArray(strike, { selector: (s) => s.event }), fc.nat(150), (strikes, time) => {
        const book = createMemoryStanding(LEVELS);
        for (const one of [...strikes, ...strikes]) book.add(one);
        expect(book.at("u1", time)).toEqual(standingAt(strikes, LEVELS, time));
        expect(book.at("u2", time)).toEqual({ level: "good", strikes: 0 });
      }),
    );
  });
});
