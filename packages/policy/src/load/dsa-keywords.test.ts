import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DSA_KEYWORDS, DSA_TREE, dsaKeywords } from "./dsa-keywords.js";

/** Shared test data, outside of the repository; absent on most machines. */
const SHARED = new URL("../../../../../shared/data/vectors/dsa-categories.json", import.meta.url);

describe("the tree of DSA keywords", () => {
  it.skipIf(!existsSync(SHARED))("is the one of the shared data file", () => {
    const shared = JSON.parse(readFileSync(SHARED, "utf8")) as { category: string; keywords: { keyword: string }[] }[];
    const plain = shared.map(({ category, keywords }) => ({
      category,
      keywords: keywords.map((entry) => entry.keyword),
    }));
    expect(DSA_TREE).toEqual(plain);
  });

  it("finds a keyword by itself where only one category has it", () => {
    expect(dsaKeywords("KEYWORD_PHISHING")).toEqual(["STATEMENT_CATEGORY_SCAMS_AND_FRAUD/KEYWORD_PHISHING"]);
    expect(dsaKeywords("STATEMENT_CATEGORY_VIOLENCE/KEYWORD_OTHER")).toEqual([
      "STATEMENT_CATEGORY_VIOLENCE/KEYWORD_OTHER",
    ]);
    expect(dsaKeywords("KEYWORD_OTHER").length).toBeGreaterThan(10);
    expect(dsaKeywords("PHISHING")).toEqual([]);
    expect(dsaKeywords("")).toEqual([]);
  });

  it("has no keyword twice in one category", () => {
    expect(new Set(DSA_KEYWORDS).size).toBe(DSA_KEYWORDS.length);
  });
});
