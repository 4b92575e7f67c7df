import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classOf, DIACRITIC, EXTENDS, IGNORABLE } from "./characters.js";
import { createFolder, foldText } from "./fold.js";
import { PLAIN_STEPS } from "./fold-steps.js";

const fold = (text: string): string => foldText(text).folded;

/** The same steps on the whole text at once: what folding by clusters has to equal. */
function foldWhole(text: string): string {
  const kept = Array.from(text)
    .filter((c) => (classOf(c.codePointAt(0)!) & IGNORABLE) === 0)
    .join("");
  const cased = Array.from(kept.normalize("NFKC"))
    .map((c) => c.toLowerCase().toUpperCase().toLowerCase())
    .join("")
    .replaceAll("ς", "σ");
  const stripped = Array.from(cased.normalize("NFD"))
    .filter((c) => (classOf(c.codePointAt(0)!) & DIACRITIC) === 0)
    .join("");
  return stripped
    .normalize("NFC")
    .normalize("NFKC")
    .replaceAll(/[\p{White_Space}\u2800]+/gu, " ");
}

const difficult = fc.constantFrom(
  ...Array.from(
    "aZ ßẞİıςΣé\u0301\u0323\u200b\u00adﬁＡ①ǰᾳ\u0345ΐ한\u1112\u1161\u11abㅎㅏㄳｶﾞか\u3099กิ่กำकि\u093cहिדָ\ufeff\u2800\t\n\u3000😀\u{1f3fd}\u200d\ud800\udc00\u{16d67}𝐀𝟘™㎏ﷺ",
  ),
);
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.array(difficult, { maxLength: 25 }).map((parts) => parts.join("")),
);

describe("foldText", () => {
  it.each([
    ["FREE Money", "free money"],
    ["Straße", "strasse"],
    ["STRAẞE", "strasse"],
    ["İstanbul", "istanbul"],
    ["ΣΊΣΥΦΟΣ", "σισυφοσ"],
    ["ｆｒｅｅ", "free"],
    ["𝐟𝓻𝕖𝖊", "free"],
    ["f\u200br\u00ade\u2060e", "free"],
    ["f\u0336r\u0336e\u0301\u0316e", "free"],
    ["Crème Brûlée", "creme brulee"],
    ["Ёлка", "елка"],
    ["ﬁne", "fine"],
    ["free \u00a0\n\t money", "free money"],
    ["กินข้าว", "กินข้าว"],
    ["हिन्दी", "हिन्दी"],
    ["が", "が"],
    ["ｶﾞ", "ガ"],
    ["\u1112\u1161\u11ab", "한"],
    ["", ""],
    ["\u200b\u200b", ""],
  ])("folds %j to %j", (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  it("maps each folded unit to the character it came from", () => {
    const folded = foldText("xß\u200be\u0301");
    expect(folded.folded).toBe("xsse");
    expect([0, 1, 2, 3, 4].map((i) => folded.toOriginal(i))).toEqual([0, 1, 1, 3, 5]);
    expect(folded.span(1, 2)).toEqual({ start: 1, end: 2 });
    expect(folded.span(3, 4)).toEqual({ start: 3, end: 5 });
    expect(folded.span(2, 2)).toEqual({ start: 1, end: 1 });
  });

  it("never splits a surrogate pair", () => {
    expect(foldText("é😀").span(1, 2)).toEqual({ start: 1, end: 3 });
  });

  it("applies only the chosen steps", () => {
    expect(createFolder(["case"]).fold("É\u200b  Ａ").folded).toBe("é\u200b  ａ");
    expect(createFolder(["marks"]).fold("Éß").folded).toBe("Eß");
    expect(createFolder([]).fold("Éß  A").folded).toBe("Éß  A");
    expect(createFolder(["spaces", "case"]).steps).toEqual(["case", "spaces"]);
    expect(() => createFolder(["shouting" as never])).toThrow(/no folding step "shouting"/);
  });

  it("folds cluster by cluster to what folding the whole text gives", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(fold(text)).toBe(foldWhole(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("folds every character of Unicode as the whole-text steps do, and a second folding changes nothing", () => {
    const differing: string[] = [];
    for (let codePoint = 0; codePoint < 0x110000; codePoint++) {
      // Private use and unassigned planes fold to themselves.
      if (codePoint === 0x33480) codePoint = 0xe0000;
      const character = String.fromCodePoint(codePoint);
      const folded = fold(character);
      if (folded !== foldWhole(character) || fold(folded) !== folded) differing.push(codePoint.toString(16));
      if (codePoint === 0xe0fff) break;
    }
    expect(differing).toEqual([]);
  });

  it("knows every character that can join the one before it", () => {
    const missed: string[] = [];
    for (let codePoint = 0xa0; codePoint < 0x33480; codePoint++) {
      const parts = Array.from(String.fromCodePoint(codePoint).normalize("NFD"));
      for (const part of parts.slice(1)) {
        if ((classOf(part.codePointAt(0)!) & EXTENDS) === 0) missed.push(`${codePoint.toString(16)} ${part}`);
      }
    }
    expect(missed).toEqual([]);
  });

  it("maps every folded span to an original span whose fold contains it", () => {
    fc.assert(
      fc.property(anyText, fc.nat(), fc.nat(), (text, a, b) => {
        const folded = foldText(text);
        const size = folded.folded.length + 1;
        const start = Math.min(a % size, b % size);
        const end = Math.max(a % size, b % size);
        const span = folded.span(start, end);
        expect(span.start).toBeGreaterThanOrEqual(0);
        expect(span.end).toBeGreaterThanOrEqual(span.start);
        expect(span.end).toBeLessThanOrEqual(text.length);
        expect(fold(text.slice(span.start, span.end))).toContain(folded.folded.slice(start, end));
      }),
      { numRuns: 2000 },
    );
  });

  it("can be cut at cluster boundaries: the chunks' folds join to the text's fold", () => {
    const noSpaces = createFolder(PLAIN_STEPS.filter((step) => step !== "spaces"));
    fc.assert(
      fc.property(anyText, anyText, (left, right) => {
        const first = right.codePointAt(0) ?? 0x61;
        const splitsPair = (first & 0xfc00) === 0xdc00 && (left.charCodeAt(left.length - 1) & 0xfc00) === 0xd800;
        fc.pre((classOf(first) & (EXTENDS | IGNORABLE)) === 0 && !splitsPair);
        expect(noSpaces.fold(left + right).folded).toBe(noSpaces.fold(left).folded + noSpaces.fold(right).folded);
      }),
    );
  });

  it("takes a pile of marks of any height", () => {
    // Alternating combining classes make a whole-text normalisation quadratic: at this size it would outlast the test's time limit.
    expect(fold(`a${"\u0301\u0316".repeat(500_000)}b`)).toBe("ab");
  });
});

it("takes the end of a line for a blank, also where nothing else has to be folded", () => {
  const folded = foldText("Free\nMONEY now");
  expect(folded.folded).toBe("free money now");
  expect(folded.span(5, 10)).toEqual({ start: 5, end: 10 });
  expect(foldText("\na\n\n b\r\nc\n").folded).toBe(" a b c ");
  expect(createFolder(["case"]).fold("A\nB").folded).toBe("a\nb");
});
