import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractHashtags, extractMentions, MAX_TAGS } from "./mentions.js";

describe("extractMentions", () => {
  it.each([
    ["hi @lena, and @小明!", ["lena", "小明"]],
    ["@a_b.c-d. @name.example.com @name@example.com,", ["a_b.c-d", "name.example.com", "name@example.com"]],
    ["mail me@example.com @ @@ .@x", ["x"]],
    ["http://example.com/@name", []],
    ["＠lena", ["lena"]],
  ])("%j mentions %j", (text, names) => {
    expect(extractMentions(text).map((tag) => tag.name)).toEqual(names);
  });
});

describe("extractHashtags", () => {
  it.each([
    ["#boats and #船 #2026sail #a_b", ["boats", "船", "2026sail", "a_b"]],
    ["issue #12, a#b, &#39; # ##", []],
    ["#हिन्दी!", ["हिन्दी"]],
  ])("%j has %j", (text, names) => {
    expect(extractHashtags(text).map((tag) => tag.name)).toEqual(names);
  });

  it("gives the place of the sign and the name, in order and without overlap", () => {
    const piece = fc.constantFrom("@", "#", "a", "字", ".", "-", " ", "😀", "\u0301", "\ud800", "1");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join("");
        for (const tags of [extractMentions(text), extractHashtags(text)]) {
          let before = 0;
          for (const tag of tags) {
            expect(tag.start).toBeGreaterThanOrEqual(before);
            expect(text.slice(tag.start + 1, tag.end)).toBe(tag.name);
            expect(tag.name).not.toBe("");
            before = tag.end;
          }
        }
      }),
    );
  });

  it("takes a bounded number of names of bounded length", () => {
    expect(extractHashtags("#a ".repeat(5000))).toHaveLength(MAX_TAGS);
    expect(extractMentions(`@${"a".repeat(1_000_000)}`)).toEqual([]);
    expect(extractMentions("@a".repeat(500_000)).length).toBeLessThanOrEqual(MAX_TAGS);
  });
});
