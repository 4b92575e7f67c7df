import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, it } from "vitest";
import { foldText } from "./fold.js";
import { requiredLiterals } from "./regex-literals.js";
import { RegexMachine } from "./regex-machine.js";
import { compileProgram } from "./regex-program.js";
import { compileRule, type RegexRule } from "./regex-rule.js";
import { parseRegex, type RegexReading } from "./regex-syntax.js";

const asWritten: RegexReading = { fold: (text) => text, caseFolded: false };
const folded: RegexReading = { fold: (text) => foldText(text).folded, caseFolded: true };

function matches(source: string, text: string, reading = asWritten): string[] {
  const found: string[] = [];
  const program = compileProgram(parseRegex(source, reading))!;
  new RegexMachine(program).findAll(text, [0, text.length], { left: 1e9 }, (start, end) =>
    found.push(`${start}-${end}`),
  );
  return found;
}

function byRe2(source: string, text: string): string[] {
  const matcher = RE2JS.compile(source).matcher(text);
  const found: string[] = [];
  for (let at = 0; at <= text.length && matcher.find(at);) {
    if (matcher.end() > matcher.start()) found.push(`${matcher.start()}-${matcher.end()}`);
    at = matcher.end() > matcher.start() ? matcher.end() : matcher.end() + 1;
  }
  return found;
}

/** Expressions over a small alphabet, with every construct. */
const expression = fc.letrec<{ all: string; part: string }>((tie) => ({
  part: fc.oneof(
    { depthSize: "small", maxDepth: 4 },
    fc.constantFrom(
      "a",
      "b",
      "ab",
      "c",
      ".",
      "[ab]",
      "[^a]",
      "\\w",
      "\\d",
      "\\s",
      "\\b",
      "\\B",
      "^",
      "$",
      "(?i:b)",
      "\\x61",
      "[[:alpha:]]",
      "\\Qa.\\E",
      "(?m:^)",
      " ",
      "\\pL",
      "[a-c-]",
      "\\.",
    ),
    tie("all").map((inner) => `(${inner})`),
    fc.tuple(tie("all"), tie("all")).map(([left, right]) => `(?:${left}|${right})`),
    fc
      .tuple(tie("all"), fc.constantFrom("*", "+", "?", "*?", "+?", "??", "{2}", "{1,3}", "{0,2}?", "{2,}"))
      .map(([inner, times]) => `(?:${inner})${times}`),
  ),
  all: fc.array(tie("part"), { minLength: 1, maxLength: 4 }).map((parts) => parts.join("")),
})).all;
const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "A", "B", " ", "\n", "1", ".", "_"), maxLength: 24 });

describe("regular expressions", () => {
  it("match what RE2 matches", () => {
    let some = 0;
    fc.assert(
      fc.property(expression, text, (source, within) => {
        const expected = byRe2(source, within);
        expect(matches(source, within)).toEqual(expected);
        if (expected.length > 0) some += 1;
      }),
      { numRuns: 3000 },
    );
    expect(some).toBeGreaterThan(150);
  });

  it("are refused where RE2 refuses them, and only there", () => {
    const piece = fc.constantFrom(
      "a",
      "(",
      ")",
      "[",
      "]",
      "*",
      "+",
      "?",
      "{2}",
      "{",
      "}",
      "\\",
      "|",
      "^",
      "-",
      "(?:",
      "\\d",
      "\\p{Greek}",
      "\\1",
      "\\Qa.\\E",
      "[:alpha:]",
      "z",
      "1",
      ",",
      "(?P<n>",
      "(?=",
      ".",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 7 }), (pieces) => {
        const source = pieces.join("");
        const accepts = (read: () => unknown): boolean => {
          try {
            read();
            return true;
          } catch {
            return false;
          }
        };
        expect(accepts(() => parseRegex(source, asWritten))).toBe(accepts(() => RE2JS.compile(source)));
      }),
      { numRuns: 3000 },
    );
  });

  it("need the literals that are looked for", () => {
    let sets = 0;
    fc.assert(
      fc.property(expression, text, (source, within) => {
        const literals = requiredLiterals(parseRegex(source, asWritten));
        sets += literals.length;
        for (const span of matches(source, within)) {
          const [start, end] = span.split("-").map(Number) as [number, number];
          for (const set of literals) {
            // One stands where it is said to stand.
            const { min, max } = set.before;
            const stands = set.texts.some((literal) => {
              const at = within.slice(start, end).indexOf(literal, min);
              return at >= 0 && at <= max;
            });
            expect(stands).toBe(true);
          }
        }
      }),
      { numRuns: 3000 },
    );
    expect(sets).toBeGreaterThan(500);
  });

  it.each([
    ["free[ -]?money", [["free money", "free-money", "freemoney"]]],
    [
      "\\bwin (a|the) (prize|lottery)\\b.{0,3}now",
      [["win a prize", "win a lottery", "win the prize", "win the lottery"], ["now"]],
    ],
    [
      "(?i)go+d",
      [
        ["go", "gO", "Go", "GO"],
        ["d", "D"],
      ],
    ],
    ["(?:ab){2,}c|x+z", [["abab", "x"]]],
    ["[0-9]+ dollars?", [[" dollar"]]],
    ["x*", []],
    ["ab|.", []],
  ])("of %j, the literals are %j", (source, sets) => {
    const found = requiredLiterals(parseRegex(source, asWritten));
    expect(found.map((set) => [...set.texts].sort())).toEqual(sets.map((set) => [...set].sort()));
  });

  it.each([
    ["\\bcafé\\b", "Le Café, le CAFE\u0301.", 2],
    ["\\bстраница\\b", "Страница. странице", 1],
    ["\\bстраница\\b", "страницами", 0],
    ["[É]t\\w+", "étoile ETUDE", 2],
    ["\\b代购\\b", "海外代购吗", 1],
    ["\\bfree\\s+money\\b", "FREE \u00a0\n Money", 1],
    ["ＦＲＥＥ", "free", 1],
    ["free.money[^é]now", "free money\nnow", 1],
    ["straße", "STRASSE", 1],
    ["\\p{Lu}{3}x", "abcx", 1],
  ])("%j in folded %j: %s", (source, within, count) => {
    expect(matches(source, foldText(within).folded, folded)).toHaveLength(count);
  });

  it("search around their literals finds what a search of the whole finds", () => {
    const pieces = fc.array(fc.constantFrom("ab", "abc", "😀", "x", " ", "cd", "-", "\n"), {
      minLength: 100,
      maxLength: 400,
    });
    fc.assert(
      fc.property(
        pieces,
        fc.constantFrom("ab.{0,3}cd", "\\bab\\b|x?cdx", ".?ab[^x]", "(ab|cd){1,2}-", "(?:ab|xx) .{1,2}"),
        (parts, source) => {
          const within = parts.join("");
          const rule = compileRule(source, asWritten) as RegexRule;
          const places = (set: number): number[] => {
            const ends = rule.literals[set]!.texts.flatMap((literal) => {
              const found = [];
              for (let at = within.indexOf(literal); at >= 0; at = within.indexOf(literal, at + 1))
                found.push(at + literal.length);
              return found;
            });
            return ends.sort((a, b) => a - b);
          };
          const found: string[] = [];
          rule.findAll(within, places, { left: 1e9 }, (start, end) => found.push(`${start}-${end}`));
          expect(found).toEqual(matches(source, within));
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ["free(money", "EH_BANK_REGEX_INVALID", /character 5, a \( has no \)/],
    ["(?=a)b", "EH_BANK_REGEX_INVALID", /no look-around/],
    ["(ab)\\1", "EH_BANK_REGEX_INVALID", /no references back/],
    ["[a-z]+@[a-z]+", "EH_BANK_REGEX_NO_LITERAL", /Write out a part/],
    ["(ab{900}){900}", "EH_BANK_REGEX_TOO_LARGE", /more than 2000 steps/],
    ["a".repeat(1001), "EH_BANK_REGEX_TOO_LARGE", /1001 characters/],
    [`${"(".repeat(200)}a`, "EH_BANK_REGEX_INVALID", /deep/],
  ])("refuses %j", (source, code, message) => {
    expect(compileRule(source, asWritten)).toMatchObject({ code, message: expect.stringMatching(message) as string });
  });

  it("stops when its steps are used up", () => {
    const rule = compileRule("(a*)*ab", asWritten) as RegexRule;
    const budget = { left: 100_000 };
    rule.findAll(
      "a".repeat(1_000_000),
      () => [1_000_000],
      budget,
      () => {},
    );
    expect(budget.left).toBeLessThanOrEqual(0);
    expect(budget.left).toBeGreaterThan(-1000);
  });
});
