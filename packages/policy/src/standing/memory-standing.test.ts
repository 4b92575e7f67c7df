import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMemoryStanding, MAX_STRIKES_PER_ACCOUNT } from "./memory-standing.js";
import { standingAt } from "./standing-at.js";
import type { Strike } from "./standing-book.js";

const levels = [
  { level: "good", strikes: 0 },
  { level: "strained", strikes: 2 },
  { level: "poor", strikes: 5 },
];
const strike = (at: number, event: string, account = "u1"): Strike => ({
  account,
  clause: "spam.flooding",
  count: 1,
  at,
  expiresAt: at + 100,
  event,
});

describe("createMemoryStanding", () => {
  it("is the fold over the strikes given, in whatever order and however often", () => {
    const given = fc.record({
      account: fc.constantFrom("u1", "u2"),
      clause: fc.constantFrom("spam.flooding", "spam.links"),
      event: fc.constantFrom("e1", "e2", "e3"),
      at: fc.integer({ min: 0, max: 300 }),
    });
    fc.assert(
      fc.property(fc.array(given, { maxLength: 40 }), fc.integer({ min: 0, max: 500 }), (all, timeMs) => {
        // The time of an event is part of it.
        const strikes = all.map((one) => ({
          ...strike(one.at, `${one.event}-${one.at}`, one.account),
          clause: one.clause,
        }));
        const book = createMemoryStanding(levels);
        for (const one of strikes) book.add(one);
        for (const account of ["u1", "u2"]) {
          const once = new Map(
            strikes.filter((one) => one.account === account).map((one) => [`${one.event} ${one.clause}`, one]),
          );
          expect(book.at(account, timeMs)).toEqual(standingAt([...once.values()], levels, timeMs));
        }
      }),
    );
  });

  it("keeps the latest strikes of an account that never stops", () => {
    const book = createMemoryStanding(levels);
    for (let i = 0; i < 100_000; i++) book.add({ ...strike(i, `e${i}`), expiresAt: Number.MAX_SAFE_INTEGER });
    expect(book.at("u1", 200_000)).toEqual({ level: "poor", strikes: MAX_STRIKES_PER_ACCOUNT });
  });

  it("forgets the accounts struck longest ago where there is no more room", () => {
    const book = createMemoryStanding(levels, { maxStrikes: 4 });
    for (const [at, account] of [
      [1, "old"],
      [2, "old"],
      [3, "new"],
      [4, "new"],
      [5, "old"],
    ] as const)
      book.add(strike(at, `e${at}`, account));
    expect(book.at("old", 10)).toEqual({ level: "strained", strikes: 3 });
    expect(book.at("new", 10)).toEqual({ level: "good", strikes: 0 });
  });
});
