import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { automatonFromTables, buildAutomaton, shareTables } from "./automaton.js";

function occurrences(needles: readonly string[], text: string): string[] {
  const found: string[] = [];
  buildAutomaton(needles).scan(text, (needle, end) => found.push(`${end}:${needle}`));
  return found.sort();
}

function naiveOccurrences(needles: readonly string[], text: string): string[] {
  const found: string[] = [];
  for (const [index, needle] of needles.entries()) {
    if (needle === "") found.push(`0:${index}`);
    else
      for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1))
        found.push(`${at + needle.length}:${index}`);
  }
  return found.sort();
}

const letters = fc.constantFrom("a", "b", "c", "A", "é", "字", "\ud83d", "\ude00", "😀", "\u0000", "\uffff");
const word = (maxLength: number) => fc.array(letters, { maxLength }).map((parts) => parts.join(""));
const needleLists = fc.oneof(
  fc.array(word(6), { maxLength: 30 }),
  fc.array(fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 }), { maxLength: 30 }),
  fc.array(fc.string({ unit: "binary", maxLength: 4 }), { maxLength: 60 }),
);
const texts = fc.oneof(
  word(60),
  fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 80 }),
  fc.string({ unit: "binary", maxLength: 60 }),
);

describe("buildAutomaton", () => {
  it("reports every occurrence, in order of where it ends", () => {
    const found: [number, number][] = [];
    buildAutomaton(["he", "she", "hers", "his", "he"]).scan("ushers", (needle, end) => found.push([needle, end]));
    expect(found).toEqual([
      [1, 4],
      [0, 4],
      [4, 4],
      [2, 6],
    ]);
  });

  it("finds what a naive search finds", () => {
    fc.assert(
      fc.property(needleLists, texts, (needles, text) => {
        expect(occurrences(needles, text)).toEqual(naiveOccurrences(needles, text));
      }),
      { numRuns: 3000 },
    );
  });

  it("finds the same part by part, with its tables in another thread's hands", () => {
    fc.assert(
      fc.property(needleLists, texts, fc.nat(60), (needles, text, at) => {
        const automaton = automatonFromTables(structuredClone(shareTables(buildAutomaton(needles).tables)));
        const found: string[] = [];
        const add = (needle: number, end: number): unknown => found.push(`${end}:${needle}`);
        const middle = Math.min(at, text.length);
        const state = automaton.resume(text, 0, middle, 0, add);
        automaton.resume(text, middle, text.length, state, add);
        const whole = naiveOccurrences(needles, text).filter((one) => needles[Number(one.split(":")[1])] !== "");
        expect(found.sort()).toEqual(whole);
      }),
      { numRuns: 1000 },
    );
  });

  it("agrees with String.includes on which needles are present, call after call", () => {
    fc.assert(
      fc.property(needleLists, fc.array(texts, { minLength: 1, maxLength: 4 }), (needles, texts) => {
        const automaton = buildAutomaton(needles);
        for (const text of texts) {
          const expected = needles.flatMap((needle, index) => (text.includes(needle) ? [index] : []));
          expect(automaton.present(text).sort((a, b) => a - b)).toEqual(expected);
          expect(automaton.first(text) >= 0).toBe(expected.length > 0);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("stops at the needle that ends first, the longest of those", () => {
    expect(buildAutomaton(["cd", "bc", "abc", "a b"]).first("xabcd")).toBe(2);
    expect(buildAutomaton(["cd"]).first("xyz")).toBe(-1);
    expect(buildAutomaton([]).first("xyz")).toBe(-1);
  });

  it("treats lone surrogates as code units, as String.includes does", () => {
    expect(occurrences(["\ud83d", "\ude00", "😀"], "😀")).toEqual(["1:0", "2:1", "2:2"]);
  });

  it("finds each of ten thousand needles of many scripts, and nothing else", () => {
    const needles: string[] = [];
    for (let i = 0; i < 10_000; i++) {
      const alphabet = i % 3 === 0 ? 0x4e00 : i % 3 === 1 ? 0x61 : 0x430;
      const span = i % 3 === 0 ? 5000 : 20;
      let needle = "";
      for (let x = i * 2654435761, k = 0; k < 4 + (i % 9); k++, x = Math.imul(x, 48271) >>> 1) {
        needle += String.fromCharCode(alphabet + ((x >>> 8) % span));
      }
      needles.push(needle);
    }
    const automaton = buildAutomaton(needles);
    const found = needles.map(() => 0);
    automaton.scan(needles.join("\u0001"), (needle) => (found[needle]! += 1));
    expect(found.every((count) => count > 0)).toBe(true);
    for (let index = 0; index < needles.length; index += 100) {
      const expected = needles.flatMap((needle, other) => (needles[index]!.includes(needle) ? [other] : []));
      expect(automaton.present(needles[index]!).sort((a, b) => a - b)).toEqual(expected);
    }
  });

  it("does work in proportion to the text where needles nest", () => {
    const needles = Array.from({ length: 200 }, (_, i) => "a".repeat(i + 1));
    const automaton = buildAutomaton(needles);
    // The chain of 200 needles at each of a million places would be 200 million reports; each needle is asked for once.
    expect(automaton.present("a".repeat(1_000_000))).toHaveLength(200);
    expect(automaton.first("a".repeat(1_000_000))).toBe(0);
  });
});
