import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shareTables } from "./automaton.js";
import { isWholeWord } from "./boundaries.js";
import { foldText } from "./fold.js";
import { FOLD_STEPS } from "./fold-steps.js";
import { createLiveTermIndex } from "./live-term-index.js";
import { createTermIndex, type TermEntry } from "./term-bank.js";
import { MAX_TERM_HITS } from "./found-terms.js";
import type { TermVariant } from "./term-variants.js";

let serial = 0;
function term(text: string, more: Partial<TermEntry> = {}): TermEntry {
  serial += 1;
  return { id: `t${serial}`, text, match: "word", ...more };
}

function found(entries: readonly TermEntry[], text: string): string[] {
  return createTermIndex([{ name: "b", entries }])
    .scan(text)
    .hits("b")
    .map((hit) => `${hit.start}-${hit.end} ${hit.text}`);
}

describe("createTermIndex", () => {
  it("finds folded terms and reports them as they stand in the original", () => {
    expect(found([term("free money")], "Get FR\u200bEE\u00a0\n mónéy!")).toEqual(["4-17 FR\u200bEE\u00a0\n mónéy"]);
    expect(found([term("STRASSE")], "die straße")).toEqual(["4-10 straße"]);
  });

  it.each([
    ["scam", "a scam.", true],
    ["scam", "scammer", false],
    ["scam", "a_scam_b", true],
    ["scam", "scam2", false],
    ["scam", "scaм", false],
    ["кот", "скот", false],
    ["кот", "кот!", true],
    ["$$$", "win$$$now", true],
    ["代购", "海外代购吗", true],
    ["buy", "请buy这个", true],
    ["buy", "buyers", false],
    ["무료", "무료입니다", true],
    ["กาม", "กามี", false],
    ["กาม", "ความกาม", true],
    ["क", "कि", false],
  ])("whole word %j in %j: %s", (text, within, expected) => {
    expect(found([term(text)], within).length > 0).toBe(expected);
  });

  it("finds substrings anywhere", () => {
    expect(found([term("cam", { match: "substring" })], "scammer")).toEqual(["1-4 cam"]);
  });

  it("cancels a hit inside an allow-list entry of the same bank, and only there", () => {
    const entries = [term("thorp", { match: "substring" }), term("Scunthorpe", { allow: true })];
    expect(found(entries, "Scunthorpe has a thorp")).toEqual(["17-22 thorp"]);
    const index = createTermIndex([
      { name: "one", entries },
      { name: "two", entries: [term("thorp", { match: "substring" })] },
    ]);
    const hits = index.scan("SCUNTHORPE");
    expect(hits.any("one")).toBe(false);
    expect(hits.banks).toEqual(["two"]);
    expect(hits.hits("two")[0]).toMatchObject({ bank: "two", start: 4, end: 9, text: "THORP" });
  });

  it("does not cancel a hit that only overlaps an allow-list entry", () => {
    expect(found([term("b c", { match: "substring" }), term("a b", { allow: true })], "a b c")).toEqual(["2-5 b c"]);
  });

  it("is not blinded by any number of allowed words before the one that counts", () => {
    const entries = [term("thorp", { match: "substring" }), term("Scunthorpe", { allow: true })];
    const hits = createTermIndex([{ name: "b", entries }]).scan(`${"Scunthorpe ".repeat(20_000)}thorp`);
    expect(hits.hits("b")).toMatchObject([{ start: 220_000, end: 220_005 }]);
    expect(hits.truncated("b")).toBe(false);
  });

  it("keeps a bounded number of hits and says so", () => {
    for (const entries of [[term("a")], [term("a"), term("b a b", { allow: true })]]) {
      const hits = createTermIndex([{ name: "b", entries }]).scan("a ".repeat(50_000));
      expect(hits.hits("b")).toHaveLength(MAX_TERM_HITS);
      expect(hits.truncated("b")).toBe(true);
    }
  });

  it("reports every duplicate, within a bank and across banks", () => {
    const index = createTermIndex([
      { name: "one", entries: [term("x"), term("X")] },
      { name: "two", entries: [term("x")] },
    ]);
    const hits = index.scan("x");
    expect([hits.hits("one").length, hits.hits("two").length]).toEqual([2, 1]);
    expect(hits.any("three")).toBe(false);
    expect(hits.hits("three")).toEqual([]);
  });

  it("refuses what can never be found", () => {
    expect(() => createTermIndex([{ name: "b", entries: [term("\u200b", { id: "e7" })] }])).toThrow(
      /"e7" of bank "b" is empty/,
    );
    expect(() =>
      createTermIndex([
        { name: "b", entries: [] },
        { name: "b", entries: [] },
      ]),
    ).toThrow(/Two banks are named "b"/);
  });

  it.each([
    ["free money", { terms: ["now"], within: 1 }, "free money now", true],
    ["free money", { terms: ["now"], within: 1 }, "now: free money", true],
    ["free money", { terms: ["now"], within: 1 }, "free money only now", false],
    ["free money", { terms: ["now"], within: 2 }, "free money, only NÓW!", true],
    ["free money", { terms: ["now"], within: 9 }, "free money nowhere", false],
    ["gun", { terms: ["water gun"], within: 0 }, "a water gun", true],
    ["gun", { terms: ["water gun"], within: 0 }, "a gun in water", false],
    ["药", { terms: ["买"], within: 2 }, "买点药", true],
    ["药", { terms: ["买"], within: 1 }, "买点药", false],
    ["药", { terms: ["x", "买"], within: 1 }, "药买", true],
  ])("%j near %j in %j: %s", (text, near, within, expected) => {
    expect(found([term(text, { near })], within).length > 0).toBe(expected);
    expect(found([term(text, { notNear: near })], within).length > 0).toBe(!expected);
  });

  it("cancels hits inside what an allow-list expression matches", () => {
    const entries = [
      term("kill", { match: "substring" }),
      term("kill(ed|s)? (the )?(process|lights?)", { match: "regex", allow: true }),
    ];
    expect(found(entries, "Kill the lights, killed process 4; kill them")).toEqual(["35-39 kill"]);
  });

  it("finds expressions in folded text, and reports them as they stand in the original", () => {
    const entries = [term("\\bcafé[ -]?gratis\\b", { match: "regex" })];
    expect(found(entries, "Le CAFE\u0301\u00a0\n Gr\u200batis.")).toEqual(["3-18 CAFE\u0301\u00a0\n Gr\u200batis"]);
  });

  it("folds each bank as it asks", () => {
    const index = createTermIndex([
      { name: "plain", entries: [term("spam")] },
      { name: "exact", fold: [], entries: [term("spam")] },
      { name: "all", fold: ["case", "repeats", "separators"], entries: [term("spam")] },
    ]);
    expect(index.scan("spam").banks).toEqual(["plain", "exact", "all"]);
    expect(index.scan("SPÁM").banks).toEqual(["plain"]);
    expect(index.scan("S.p.a.m").hits("all")).toMatchObject([{ start: 0, end: 7, text: "S.p.a.m" }]);
    expect(index.scan("spaaaam").banks).toEqual(["all"]);
  });

  it.each([
    ["(free", "EH_BANK_REGEX_INVALID", /"e1" of bank "b", "\(free": at character 1, a \( has no \)\.$/],
    ["\\w+", "EH_BANK_REGEX_NO_LITERAL", /Write out a part/],
    ["(ab{1000}){1000}", "EH_BANK_REGEX_TOO_LARGE", /more than 2000 steps/],
  ])("refuses the expression %j", (text, code, message) => {
    const banks = [{ name: "b", entries: [term(text, { id: "e1", match: "regex" })] }];
    expect(() => createTermIndex(banks)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error,
    );
  });

  it("shares tables with other threads", () => {
    const banks = [{ name: "b", entries: [term("scam"), term("sc[ao]m now", { match: "regex" })] }];
    const tables = createTermIndex(banks).tables.map((one) => structuredClone(shareTables(one)));
    expect(tables[0]!.cells.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(createTermIndex(banks, { tables }).scan("a scam now").hits("b")).toHaveLength(2);
  });

  it("finds exactly what looking for each term alone finds", () => {
    const part = fc.constantFrom("a", "b", "ab", " ", "é", "字", "ß", "\u200b", ".", "A");
    const phrase = (maxLength: number) => fc.array(part, { minLength: 1, maxLength }).map((parts) => parts.join(""));
    const entries = fc.array(
      fc.record({
        text: phrase(4),
        match: fc.constantFrom("word" as const, "substring" as const),
        allow: fc.boolean(),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(entries, phrase(30), (drafts, text) => {
        const terms = drafts.flatMap((draft) =>
          foldText(draft.text).folded.trim() === "" ? [] : [term(draft.text, draft)],
        );
        const { folded } = foldText(text);
        const alone = (entry: TermEntry): { entry: TermEntry; start: number; end: number }[] => {
          const needle = foldText(entry.text).folded.trim();
          const places = [];
          for (let at = folded.indexOf(needle); at >= 0; at = folded.indexOf(needle, at + 1)) {
            const end = at + needle.length;
            if (entry.match === "substring" || isWholeWord(folded, at, end)) places.push({ entry, start: at, end });
          }
          return places;
        };
        const allowed = terms.filter((entry) => entry.allow).flatMap(alone);
        const expected = terms
          .filter((entry) => !entry.allow)
          .flatMap(alone)
          .filter((hit) => !allowed.some((allow) => allow.start <= hit.start && hit.end <= allow.end))
          .map((hit) => {
            const span = foldText(text).span(hit.start, hit.end);
            return `${span.start}-${span.end} ${hit.entry.id}`;
          });
        const actual = createTermIndex([{ name: "b", entries: terms }])
          .scan(text)
          .hits("b")
          .map((hit) => `${hit.start}-${hit.end} ${hit.entry.id}`);
        expect(actual.toSorted()).toEqual(expected.toSorted());
      }),
      { numRuns: 2000 },
    );
  });

  it("finds terms that are masked, split and miswritten where the bank asks for it, each under its entry", () => {
    const entries = [
      { id: "a", text: "scammer", match: "word" as const },
      { id: "b", text: "fool", match: "word" as const },
    ];
    const found = (text: string, variants?: readonly TermVariant[]): string[] =>
      createTermIndex([{ name: "b", entries, ...(variants && { variants }) }])
        .scan(text)
        .hits("b")
        .map((hit) => `${hit.entry.id} ${hit.text} ${hit.entry.text}`);
    const text = "A scamer, a sc*mmer and a f.ool";
    expect(found(text)).toEqual([]);
    expect(found(text, ["masks", "splits", "typos"])).toEqual([
      "a scamer scammer",
      "a sc*mmer scammer",
      "b f.ool fool",
    ]);
    const live = createLiveTermIndex([{ name: "b", entries: entries.slice(1), variants: ["typos"] }]);
    const grown = live.with([{ bank: "b", add: [{ id: "a", text: "scammer", match: "word" }] }]);
    expect(
      grown
        .scan(text)
        .hits("b")
        .map((hit) => hit.entry.text),
    ).toEqual(["scammer"]);
    expect(
      grown
        .with([{ bank: "b", remove: ["a"] }])
        .scan(text)
        .any("b"),
    ).toBe(false);
    expect(grown.banksNow()[0]!.entries.map(({ id }) => id)).toEqual(["b", "a"]);
  });

  it("never finds less with steps that guess than with the plain ones", () => {
    const fold = [...FOLD_STEPS];
    const entries = [{ id: "a", text: "asshole", match: "word" as const }];
    const text = "@asshole_1 said 455hole";
    const found = createTermIndex([{ name: "b", fold, entries }]).scan(text);
    expect(found.hits("b").map((hit) => hit.text)).toEqual(["asshole", "455hole"]);
    expect(found.banks).toEqual(["b"]);
  });
});
