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
    });
  });

  it("has an answer for the empty text", () => {
    expect(textShape("")).toMatchObject({
      characters: 0,
      upperRatio: 0,
      longestRun: 0,
      words: 0,
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
    ["buy Buy BUY now", 4],
    ["don't", 2],
    ["买买买", 3],
    ["看abc好", 3],
    ["ÄÖ äö", 2],
    ["s\u200bo so", 2],
  ])("counts the words of %j: %i", (text, words) => {
    expect(textShape(text).words).toBe(words);
  });

  it("measures ASCII as it measures everything else", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "A", "b", "1", " ", "!", "!", "\u0001", "\t", "\n"), maxLength: 60 }),
        (text) => {
          const { letters, digits, invisible, words, longestRun, emoji } = textShape(text);
          // One character beyond ASCII takes the general way; here it adds itself and nothing else.
          expect(textShape(`${text} —`)).toMatchObject({
            letters,
            digits,
            invisible,
            words,
            emoji,
            longestRun: Math.max(1, longestRun),
          });
        },
      ),
    );
  });

  it("stays within its ranges on any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const shape = textShape(text);
        expect(shape.characters).toBe(Array.from(text).length);
        expect(shape.letters + shape.digits + shape.invisible).toBeLessThanOrEqual(shape.characters);
        expect(shape.longestRun).toBeLessThanOrEqual(shape.characters);
        expect(shape.upperRatio).toBeGreaterThanOrEqual(0);
        expect(shape.upperRatio).toBeLessThanOrEqual(1);
      }),
    );
  });
});
