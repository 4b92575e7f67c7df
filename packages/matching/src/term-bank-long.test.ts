import fc from "fast-check";
import { expect, it } from "vitest";
import { createLiveTermIndex } from "./live-term-index.js";
import { createTermIndex, type TermBank, type TermHits } from "./term-bank.js";

const banks: readonly TermBank[] = [
  {
    name: "b",
    entries: [
      { id: "plain", text: "free money", match: "word" },
      { id: "substring", text: "mon", match: "substring" },
      { id: "near", text: "money", match: "word", near: { terms: ["now", "free"], within: 2 } },
      { id: "not near", text: "now", match: "substring", notNear: { terms: ["x"], within: 1 } },
      { id: "regex", text: "fr\\w+ .{0,3}now|x x", match: "regex" },
      { id: "regex near", text: "n[ou]w", match: "regex", near: { terms: ["x"], within: 3 } },
      { id: "allow", text: "money now", match: "word", allow: true },
      { id: "allow regex", text: "x.{1,4}free", match: "regex", allow: true },
    ],
  },
];
const words = fc
  .array(fc.constantFrom("free", "money", "now", "x", "y", "now!"), { minLength: 1, maxLength: 30 })
  .map((list) => list.join(" "));

function found(hits: TermHits, shift: number): string[] {
  return hits.hits("b").map(({ start, end, entry, text }) => `${start - shift}-${end - shift} ${entry.id} ${text}`);
}

// A long text is read in parts, and twice where something has to be known first; a short one is not.
it("a long text finds what a short one does, wherever its parts begin", () => {
  const index = createTermIndex(banks);
  let some = 0;
  fc.assert(
    fc.property(words, fc.integer({ min: 16_300, max: 16_400 }), (text, shift) => {
      const expected = found(index.scan(text), 0);
      some += expected.length;
      expect(found(index.scan(".".repeat(shift) + text), shift)).toEqual(expected);
      expect(found(index.scan(text + ".".repeat(shift)), 0)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
  expect(some).toBeGreaterThan(300);
});

it("of more hits than are kept, the first are, however they come together", () => {
  const entry = (id: string, text: string) => ({ id, text, match: "substring" as const });
  const text = "abab ".repeat(9_000);
  const fresh = createTermIndex([{ name: "b", entries: [entry("1", "a"), entry("2", "ab"), entry("3", "b")] }]);
  const live = createLiveTermIndex([{ name: "b", entries: [entry("1", "a"), entry("0", "b a")] }]).with([
    { bank: "b", add: [entry("2", "ab"), entry("3", "b")], remove: ["0"] },
  ]);
  const expected = fresh.scan(text);
  expect(live.scan(text).hits("b")).toEqual(expected.hits("b"));
  expect(expected.hits("b")).toHaveLength(1000);
  expect([expected.truncated("b"), live.scan(text).truncated("b")]).toEqual([true, true]);
  expect(expected.hits("b").at(-1)!.end).toBeLessThan(1000);
});

it("compiles all anew once enough has changed", () => {
  const entry = (id: number) => ({ id: String(id), text: `term ${id}`, match: "word" as const });
  const all = Array.from({ length: 3_000 }, (_, id) => entry(id));
  let index = createLiveTermIndex([{ name: "b", entries: all.slice(0, 1_000) }]);
  for (let at = 1_000; at < 3_000; at += 400) {
    index = index.with([{ bank: "b", add: all.slice(at, at + 400), remove: [String(at - 1_000)] }]);
  }
  expect(index.changed).toBeLessThan(1_000);
  expect(index.banksNow()[0]!.entries).toHaveLength(2_995);
  expect(
    index
      .scan("term 2999 term 1 term 0")
      .hits("b")
      .map((hit) => hit.entry.id),
  ).toEqual(["2999", "1"]);
  expect(() => index.with([{ bank: "c" }])).toThrow(expect.objectContaining({ code: "EH_BANK_NOT_IN_INDEX" }) as Error);
});

it("a text on which expressions run out of steps before any matches is told to be cut short", () => {
  // Each start reads on to the end of the text and finds nothing.
  const entries = Array.from({ length: 40 }, (_, i) => ({
    id: `e${i}`,
    text: `free(?:[a-z ]|${i})*[a-z]{20}[^a-z ]`,
    match: "regex" as const,
  }));
  const index = createTermIndex([{ name: "b", entries }]);
  const hits = index.scan("free ".repeat(8_000));
  expect([hits.hits("b"), hits.truncated("b")]).toEqual([[], true]);
  expect(index.scan("free").truncated("b")).toBe(false);
});
