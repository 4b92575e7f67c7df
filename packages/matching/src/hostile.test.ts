import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldText } from "./fold.js";
import { extractLinks } from "./links.js";
import { extractHashtags, extractMentions } from "./mentions.js";
import { createSampleBank } from "./sample-bank.js";
import { textShape } from "./shape.js";
import { createTermIndex } from "./term-bank.js";

/**
 * Everything that reads a text, on a megabyte made of a repeated piece. Work that grows faster than the text outlasts the
 * time limit of the test by far: at this length, quadratic work is 10^12 steps.
 */
const MEGABYTE = 1_000_000;

const index = createTermIndex([
  {
    name: "nested",
    entries: Array.from({ length: 20 }, (_, i) => ({
      id: `n${i}`,
      text: "a".repeat(i + 1),
      match: "substring" as const,
    })),
  },
  {
    name: "allowed",
    entries: [
      { id: "a", text: "a", match: "substring" },
      { id: "aaaa", text: "aaaa", match: "substring", allow: true },
      { id: "long", text: "ab".repeat(50), match: "substring", allow: true },
    ],
  },
  {
    name: "near",
    entries: [
      { id: "n", text: "a", match: "substring", near: { terms: ["a", "a a", "a a a"], within: 3 } },
      { id: "o", text: "字", match: "substring", notNear: { terms: ["字", "b"], within: 1000 } },
    ],
  },
  {
    name: "regex",
    entries: [
      { id: "greedy", text: "(?:a+)+aa.*b|aa(?:.*b)?", match: "regex" },
      { id: "bounded", text: "(?:ab|字字).{0,30}[^x]", match: "regex" },
      { id: "allowed", text: "a.*(?:ab)+$", match: "regex", allow: true },
    ],
  },
]);
const samples = createSampleBank([{ id: "s", text: "a b a b a b" }]);

function readAll(text: string): void {
  const folded = foldText(text);
  expect(folded.span(0, folded.folded.length).end).toBeLessThanOrEqual(text.length);
  const hits = index.scan(text);
  expect(hits.hits("nested").length).toBeLessThanOrEqual(1000);
  for (const bank of ["allowed", "near", "regex"]) expect(hits.hits(bank).length).toBeLessThanOrEqual(1000);
  expect(extractLinks(text).length).toBeLessThanOrEqual(1000);
  expect(extractMentions(text).length + extractHashtags(text).length).toBeLessThanOrEqual(2000);
  expect(textShape(text).characters).toBeLessThanOrEqual(text.length);
  expect(samples.nearest(text)?.similarity ?? 1).toBeLessThanOrEqual(1);
}

describe("a megabyte of hostile text", () => {
  it.each([
    "a",
    "ab",
    "a ",
    "\u0301\u0316",
    "a\u0301",
    "\u200b",
    "a\u200d",
    " ",
    "\u1161",
    "ﷺ",
    "字",
    "😀\u200d",
    "\ud800",
    "@",
    "@a.",
    "#a#",
    "http://a",
    "a.com/(",
    "[.]",
  ])("of %j is read in linear time", (piece) => {
    readAll(piece.repeat(Math.floor(MEGABYTE / piece.length)));
  });

  it("of any repeated piece is read in linear time", () => {
    const part = fc.constantFrom(
      "a",
      ".",
      "@",
      "/",
      ":",
      "://",
      "http",
      "(",
      "]",
      "[.]",
      "com",
      " ",
      "\u0301",
      "\u200b",
      "字",
      "-",
      "?",
      "#",
      "😀",
      "A",
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        const piece = parts.join("");
        readAll(piece.repeat(Math.floor(MEGABYTE / piece.length)));
      }),
      { numRuns: 6 },
    );
  });
});
