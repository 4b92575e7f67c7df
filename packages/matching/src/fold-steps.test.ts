import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFolder, type Folder } from "./fold.js";
import { FOLD_STEPS, type FoldStep, PLAIN_STEPS } from "./fold-steps.js";

function folderWith(...more: readonly FoldStep[]): Folder {
  return createFolder([...PLAIN_STEPS, ...more]);
}

/** The slices of a text at which a term stands, looked for as a bank does. */
function found(folder: Folder, term: string, text: string, match: "word" | "substring" = "word"): string[] {
  const needle = folder.term(term);
  const folded = folder.fold(text);
  const slices: string[] = [];
  for (let at = folded.folded.indexOf(needle.folded); at >= 0; at = folded.folded.indexOf(needle.folded, at + 1)) {
    if (!folded.holds(needle, at, match)) continue;
    const span = folded.span(at, at + needle.folded.length);
    slices.push(text.slice(span.start, span.end));
  }
  return slices;
}

describe("the step confusables", () => {
  const folder = folderWith("confusables");

  it.each([
    ["paypal", "РАУРАL"],
    ["PayPal", "раураl"],
    ["hello", "НЕLLО"],
    ["hello", "Неllо"],
    ["Idiot", "1d10t"],
    ["idiot", "ІDІОТ"],
    ["bill", "BIII"],
    ["microsoft", "rnicrosoft"],
    ["microsoft", "MICROSOFT"],
    ["нет", "HET"],
    ["НЕТ", "нет"],
    ["free", "ꜰʀᴇᴇ"],
    ["free", "🅵🆁🅴🅴"],
    ["free", "🅕🅡🅔🅔"],
    ["free", "🇫🇷🇪🇪"],
    ["free", "ɟɹǝǝ"],
    ["soccer", "ѕoϲϲer"],
    ["gold", "gøld"],
  ])("sees %j in %j", (term, text) => {
    expect(found(folder, term, `a ${text}!`)).toEqual([text]);
  });

  it("cuts through no character: the rn of m is not the letters r and n", () => {
    expect(found(folder, "nice", "mice", "substring")).toEqual([]);
    expect(found(folder, "har", "ham", "substring")).toEqual([]);
    expect(found(folder, "bar", "barns", "substring")).toEqual(["bar"]);
  });

  it("keeps apart what looks different", () => {
    expect(found(folder, "paypal", "papal paypai1")).toEqual([]);
  });
});

describe("the step repeats", () => {
  const folder = folderWith("repeats");

  it.each([
    ["good", "good", true],
    ["good", "gooood", true],
    ["good", "gGgOooodDD\u0301D", true],
    ["good", "ggoood", false],
    ["good", "god", false],
    ["good", "goodd", false],
    ["god", "good", false],
    ["god", "goood", true],
    ["aaaa", "aaa", false],
    ["aaaa", "aaaaaa", true],
    ["masse", "maße", true],
    ["mase", "maße", false],
    ["office", "oﬃ​ce", true],
    ["𐐨a", "𐐀𐐨𐐨a", true],
    ["spam", "ssspaaammm", true],
    ["11", "111", false],
    ["no", "no\u0301o\u0301o\u0301", true],
  ])("%j in %j: %s", (term, text, expected) => {
    expect(found(folder, term, text)).toEqual(expected ? [text] : []);
  });

  it("counts an m as one letter beside confusables, too", () => {
    expect(found(folderWith("repeats", "confusables"), "spam", "spammmm")).toEqual(["spammmm"]);
    expect(found(folderWith("repeats", "confusables"), "spammer", "spamer")).toEqual([]);
  });
});

describe("the step separators", () => {
  const folder = folderWith("separators");

  it.each([
    ["spam", "s p a m", "s p a m"],
    ["spam", "this is s.p.a.m.", "s.p.a.m"],
    ["spam", "s-p_a*m", "s-p_a*m"],
    ["spam", "s\u200bp\u200ba\u200bm", "s\u200bp\u200ba\u200bm"],
    ["spam", "S - P - A - M", "S - P - A - M"],
    ["spam", "I s.p.a.m you", "s.p.a.m"],
    ["spam", "a s p a m", "s p a m"],
    ["spam", "see s p a m , e", "s p a m"],
    ["spammer", "you s p a m m e r", "s p a m m e r"],
    ["s p a m", "spam", "spam"],
    ["法轮功", "看法 轮.功", undefined],
    ["法轮功", "法.轮.功", "法.轮.功"],
    ["代购", "代 购", "代 购"],
    ["spam", "is pam", undefined],
    ["spam", "sp am", undefined],
    ["spam", "s p", undefined],
    ["penis", "the pen is red", undefined],
    ["spam", "s p a m m e r", undefined],
    ["ass", "a s s e s s", undefined],
    ["spam", "s     p     a     m", "s     p     a     m"],
    ["spam", "s ..... p ..... a ..... m", undefined],
    ["123", "1 2 3", undefined],
    ["free money", "f r e e  m o n e y", "f r e e  m o n e y"],
    ["spam", "s p a m  y o u", "s p a m"],
    ["money", "f r e e m o n e y", "m o n e y"],
    ["free", "m y f r e e", undefined],
    ["spam", "WHAT A s.p.a.m, I'M GLAD", "s.p.a.m"],
    ["spam", "s.p.a.m == a.b.c", "s.p.a.m"],
  ])("%j in %j: %j", (term, text, slice) => {
    expect(found(folder, term, text)).toEqual(slice === undefined ? [] : [slice]);
  });
});

describe("the step leet", () => {
  const folder = folderWith("leet");

  it.each([
    ["spam", "sp4m", true],
    ["spam", "$p@m", true],
    ["spam", "5P4M!!", true],
    ["shit", "sh!t", true],
    ["shit", "5h1t", true],
    ["idiot", "1d|0t", true],
    ["loser", "lo53r", true],
    ["loser", "1053r", false],
    ["spam", "spam!", true],
    ["spam", "+spam", false],
    ["leet", "1337", false],
    ["so", "$0", false],
    ["mp3", "mp3", true],
    ["sooo", "5000", false],
    ["km", "100km", false],
    ["lookm", "100km", false],
    ["lsth", "15th", false],
    ["sex", "5ex", true],
    ["asshole", "455hole", true],
    ["ss", "5s", false],
  ])("%j in %j: %s", (term, text, expected) => {
    expect(found(folder, term, text).length > 0).toBe(expected);
  });
});

const difficult = fc.constantFrom(
  ...Array.from(
    "amMiIl10|rnsS$!@54 .-_*\u00a0éßΣςﬁＡ①Ⅷ㎏ﷺрІѕÆм\u0301\u0316\u200b\u00ad字代ก\u0e33한ㅎ😀🅰🇫𝐦\ud800\udc00",
  ),
);
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.array(difficult, { maxLength: 30 }).map((parts) => parts.join("")),
  fc.array(fc.constantFrom("a", "b", "s", " ", ".", "4", "-", "ss"), { maxLength: 30 }).map((parts) => parts.join("")),
);
const anySteps = fc.subarray([...FOLD_STEPS]);
/** Besides the plain ones. Not those that look at what stands around, for which a part of a text may fold otherwise. */
const moreSteps = fc.subarray<FoldStep>(["confusables", "repeats"]);
// Building a folder takes long, so that the properties share them.
const folders = new Map<string, Folder>();
function folderOf(steps: readonly FoldStep[]): Folder {
  const key = steps.join();
  const folder = folders.get(key) ?? createFolder(steps);
  folders.set(key, folder);
  return folder;
}

describe("any choice of steps", () => {
  it("maps every span to whole characters, in order", () => {
    fc.assert(
      fc.property(anySteps, anyText, (steps, text) => {
        const folded = folderOf(steps).fold(text);
        let before = 0;
        for (let at = 0; at < folded.folded.length; at++) {
          const { start, end } = folded.span(at, at + 1);
          expect(start).toBeGreaterThanOrEqual(before);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          before = start;
        }
        expect(folded.toOriginal(folded.folded.length)).toBe(text.length);
      }),
      { numRuns: 1500 },
    );
  });

  it("finds a whole text as a term in itself, and the slice of a hit holds the term again", () => {
    fc.assert(
      fc.property(moreSteps, anyText, fc.nat(), fc.nat(), (more, text, a, b) => {
        const folder = folderOf([...PLAIN_STEPS, ...more]);
        const folded = folder.fold(text);
        const size = folded.folded.length + 1;
        const [start, end] = [a % size, b % size].sort((x, y) => x - y) as [number, number];
        const span = folded.span(start, end);
        expect(folder.fold(text.slice(span.start, span.end)).folded).toContain(folded.folded.slice(start, end));
        const term = folder.term(text);
        // A blank at the end may be one character with the mark on it.
        if (term.folded === "" || term.folded !== folded.folded) return;
        expect(folded.holds(term, folded.folded.indexOf(term.folded), "substring")).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  it("reports slices that hold the term again when folded alone", () => {
    const unit = fc.constantFrom(
      "a",
      "b",
      "A",
      "s",
      "m",
      "і",
      "4",
      "5",
      "$",
      "!",
      " ",
      "  ",
      ".",
      "-",
      "\u0301",
      "\u200b",
      "а",
    );
    const word = fc.array(fc.constantFrom("a", "b", "s", "m", "i"), { minLength: 3, maxLength: 5 });
    let hits = 0;
    fc.assert(
      fc.property(anySteps, word, fc.array(unit, { maxLength: 40 }), (steps, letters, parts) => {
        // The letters of the term stand in the text, with anything in between.
        const term = letters.join("");
        const text = letters.map((letter, at) => letter + (parts[at] ?? "")).join("") + parts.slice(5).join("");
        const folder = folderOf(["ignorables", ...steps]);
        for (const slice of found(folder, term, text)) {
          hits += 1;
          expect(found(folder, term, slice, "substring")).not.toEqual([]);
        }
      }),
      { numRuns: 3000 },
    );
    expect(hits).toBeGreaterThan(300);
  });

  it("changes nothing the second time", () => {
    fc.assert(
      // Beside each other, confusables and repeats make "rrn" of "rm", and of that "rn".
      fc.property(fc.constantFrom<FoldStep>("confusables", "repeats"), anyText, (more, text) => {
        const folder = folderOf([...PLAIN_STEPS, more]);
        const once = folder.fold(text).folded;
        expect(folder.fold(once).folded).toBe(once);
      }),
      { numRuns: 1500 },
    );
  });

  it("settles every character of Unicode beside confusables", () => {
    const folder = folderWith("confusables");
    const unsettled: string[] = [];
    for (let codePoint = 0; codePoint < 0x33480; codePoint++) {
      const once = folder.fold(String.fromCodePoint(codePoint)).folded;
      if (folder.fold(once).folded !== once) unsettled.push(codePoint.toString(16));
    }
    expect(unsettled).toEqual([]);
  });

  it("does without looking back: the work of a text twice as long is twice as much", () => {
    const folder = createFolder(FOLD_STEPS);
    const pieces = [
      "a",
      "s ",
      "s.",
      "a .. ",
      "1",
      "!",
      "m",
      "\u0301\u0316",
      "\u200b",
      "a\u200d",
      "\ud800",
      "😀\u200d",
      "😀",
    ];
    for (const piece of [...pieces, "代 ", "ß", "$", "a b.", "I", "a5 "]) {
      // Quadratic work on a megabyte would outlast the time limit of the test.
      const text = piece.repeat(Math.floor(1_000_000 / piece.length));
      const folded = folder.fold(text);
      expect(folded.span(0, folded.folded.length).end).toBeLessThanOrEqual(text.length);
    }
  });
});
