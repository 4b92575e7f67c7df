import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textShape } from "./shape.js";

describe("textShape", () => {
  it("measures a text", () => {
    expect(textShape("HELLO World 42!!!! привет")).toEqual({
      characters: 25,
      letters: 16,
      digits: 2,
      upperRatio: 6 / 16,
      emoji: 0,
      invisible: 0,
      longestRun: 4,
      words: 4,
      distinctWordRatio: 1,
      scripts: ["Latin", "Cyrillic"],
    });
  });

  it("has an answer for the empty text", () => {
    expect(textShape("")).toMatchObject({
      characters: 0,
      upperRatio: 0,
      longestRun: 0,
      words: 0,
      distinctWordRatio: 1,
      scripts: [],
    });
  });

  it.each([
    ["😀😀", 2],
    ["👍🏽", 1],
    ["👨‍👩‍👧‍👦", 1],
    ["❤️", 1],
    ["❤", 0],
    ["❤️‍🔥", 1],
    ["🏳️‍🌈", 1],
    ["👁️‍🗨️", 1],
    ["🇫🇷🇯🇵", 2],
    ["1️⃣", 1],
    ["🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}", 1],
    ["©™ #1", 0],
    ["a\ufe0f", 0],
  ])("counts the emoji of %s as seen: %i", (text, emoji) => {
    expect(textShape(text).emoji).toBe(emoji);
  });

  it("counts invisibles that hide something, not those that make emoji", () => {
    expect(textShape("a\u200bb\u00ad👨‍👩‍👧❤️").invisible).toBe(2);
  });

  it.each([
    ["aaab", 3],
    ["a a a", 1],
    ["a\u0301a\u200ba", 3],
    ["😀😀😀", 3],
    ["!!!\n!!", 3],
  ])("finds the longest run of %j: %i", (text, run) => {
    expect(textShape(text).longestRun).toBe(run);
  });

  it.each([
    ["buy Buy BUY now", 4, 0.5],
    ["don't", 2, 1],
    ["买买买", 3, 1 / 3],
    ["看abc好", 3, 1],
    ["ÄÖ äö", 2, 0.5],
    ["s\u200bo so", 2, 0.5],
  ])("counts the words of %j: %i, distinct %d", (text, words, ratio) => {
    expect(textShape(text)).toMatchObject({ words, distinctWordRatio: ratio });
  });

  it("stays within its ranges on any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const shape = textShape(text);
        expect(shape.characters).toBe(Array.from(text).length);
        expect(shape.letters + shape.digits + shape.invisible).toBeLessThanOrEqual(shape.characters);
        expect(shape.longestRun).toBeLessThanOrEqual(shape.characters);
        for (const ratio of [shape.upperRatio, shape.distinctWordRatio]) {
          expect(ratio).toBeGreaterThanOrEqual(0);
          expect(ratio).toBeLessThanOrEqual(1);
        }
        expect(shape.scripts.length > 0).toBe(shape.letters > 0);
      }),
    );
  });

  it("looks at a bounded number of words", () => {
    let text = "";
    for (let i = 0; i < 10_000; i++) text += `w${i} `;
    expect(textShape(text + "w1 ".repeat(100_000))).toMatchObject({ words: 110_000, distinctWordRatio: 1 });
  });
});
