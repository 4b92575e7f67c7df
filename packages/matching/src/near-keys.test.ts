import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NEAR_KEYS, nearKeys } from "./near-keys.js";

const shared = (a: string, b: string): number => {
  const keys = new Set(nearKeys(a));
  return nearKeys(b).filter((key) => keys.has(key)).length;
};

const WORDS =
  "boat sail mast rope anchor keel rudder deck hull engine oar buoy harbour tide wind wave chart lamp".split(" ");
const sentence = (seed: number, length = 30): string =>
  Array.from({ length }, (_, i) => WORDS[(seed * 7919 + i * i * 31 + i * seed) % WORDS.length]).join(" ");

describe("keys of near-duplicates", () => {
  it("are those of the same words, however they are dressed", () => {
    expect(shared("Buy cheap WATCHES now!", "buy  cheap watches — now")).toBe(NEAR_KEYS);
    expect(nearKeys("买便宜手表")).toHaveLength(NEAR_KEYS);
    expect(nearKeys(" …!")).toEqual([]);
  });

  it("are shared by copies with a word changed, and not by other texts", () => {
    let found = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const text = sentence(seed);
      if (shared(text, text.replace(/(?<=^(?:\S+ ){9})\S+/, "parrot")) > 0) found += 1;
    }
    expect(found).toBeGreaterThanOrEqual(196);
    const others = Array.from({ length: 200 }, (_, i) => `${i} ${(i * 7919).toString(36).repeat(20)} q${i * 13}`);
    const chance = others.filter((text) => shared(text, sentence(3)) > 0);
    expect(chance).toEqual([]);
  });

  it("never throw, and are the same for the same text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        expect(nearKeys(text)).toEqual(nearKeys(text));
        expect(new Set(nearKeys(text)).size).toBe(nearKeys(text).length);
      }),
    );
  });
});
