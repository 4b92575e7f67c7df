import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NOT_KNOWN, RegexDfa } from "./regex-dfa.js";
import { RegexMachine } from "./regex-machine.js";
import { compileProgram } from "./regex-program.js";
import { RegexSearch } from "./regex-search.js";
import { parseRegex } from "./regex-syntax.js";

const PIECES =
  "a b ab . [ab] [^a] \\w \\W \\d \\s \\b \\B ^ $ (?m:^) (?m:$) (?i:b) 字 \\pL \\p{Thai} é 😀 [😀-😂] \\n".split(" ");
const TIMES = "* + ? *? +? ?? {2} {1,3} {0,2}? {2,}".split(" ");

/** Expressions with every construct, over letters of several kinds. */
const expression = fc.letrec<{ all: string; part: string }>((tie) => ({
  part: fc.oneof(
    { depthSize: "small", maxDepth: 4 },
    fc.constantFrom(...PIECES),
    fc.tuple(tie("all"), tie("all")).map(([left, right]) => `(?:${left}|${right})`),
    fc.tuple(tie("all"), fc.constantFrom(...TIMES)).map(([inner, times]) => `(?:${inner})${times}`),
  ),
  all: fc.array(tie("part"), { minLength: 1, maxLength: 4 }).map((parts) => parts.join("")),
})).all;

/** Letters, marks, letters of scripts without spaces, characters of two code units, and halves of such. */
const UNITS = ["a", "b", "B", " ", "\n", "_", "1", "é", "\u0301", "字", "か", "ก", "\u0e31", "😀", "\ud83d", "\ude00"];
const text = fc.string({ unit: fc.constantFrom(...UNITS), maxLength: 24 });
/** Places where matches may begin: first and last in turn, in order and apart. */
const ranges = fc
  .array(fc.nat(26), { maxLength: 6 })
  .map((places) => [...new Set(places)].sort((a, b) => a - b))
  .map((places) => (places.length % 2 === 0 ? places : [...places, places.at(-1)!]));

const asWritten = { fold: (written: string): string => written, caseFolded: false };
const programOf = (source: string): NonNullable<ReturnType<typeof compileProgram>> =>
  compileProgram(parseRegex(source, asWritten))!;

function matches(of: Pick<RegexMachine, "findAll">, within: string, starts: readonly number[]): readonly string[] {
  const found: string[] = [];
  of.findAll(within, starts, { left: 1e9 }, (start, end) => found.push(`${start}-${end}`));
  return found;
}

describe("a search for a regular expression", () => {
  it("does not pass twice what leads to an assertion, in a repetition that may be empty", () => {
    for (const source of [String.raw`(?:(?:\b|a))*`, String.raw`(?:\b|a)+?b`, String.raw`(?:(?:^|\b|b)*a?)*c?`]) {
      const program = programOf(source);
      for (const within of ["a", "", "ab", "b a", "cab"]) {
        const search = new RegexSearch(program, { states: 10_000 });
        const places = [0, within.length];
        expect(matches(search, within, places)).toEqual(matches(new RegexMachine(program), within, places));
      }
    }
  });

  it.each([
    ["in as many states as it needs", 10_000],
    ["in five states", 5],
    ["in none", 0],
  ])("%s finds what the machine finds", (_, states) => {
    let some = 0;
    fc.assert(
      fc.property(expression, fc.array(text, { minLength: 1, maxLength: 4 }), ranges, (source, texts, starts) => {
        const program = programOf(source);
        const machine = new RegexMachine(program);
        const search = new RegexSearch(program, { states });
        // One after the other: what is made for one text is used for the next.
        for (const within of texts) {
          for (const places of [starts, [0, within.length]]) {
            const expected = matches(machine, within, places);
            expect(matches(search, within, places)).toEqual(expected);
            some += expected.length;
          }
        }
      }),
      { numRuns: 3000 },
    );
    expect(some).toBeGreaterThan(500);
  });

  it("finds the same in long texts, where the same characters would be read again and again", () => {
    const parts = fc.array(fc.constantFrom("ab", "a", "b ", "\n", "字", "abab", "c".repeat(300)), {
      minLength: 50,
      maxLength: 200,
    });
    const sources = fc.constantFrom("a.*c", "ab.*?b", "(?:ab)+.*字", "a(?s:.*)c\\b", "(?:a|ab)(?:c|b)*");
    fc.assert(
      fc.property(parts, sources, (pieces, source) => {
        const within = pieces.join("");
        const program = programOf(source);
        const places = [0, within.length];
        expect(matches(new RegexSearch(program, { states: 1000 }), within, places)).toEqual(
          matches(new RegexMachine(program), within, places),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("takes steps in proportion to the text", () => {
    const search = new RegexSearch(programOf("a.*b"), { states: 1000 });
    const steps = (length: number): number => {
      const budget = { left: 1e9 };
      search.findAll("a".repeat(length), [0, length], budget, () => {});
      return 1e9 - budget.left;
    };
    expect(steps(100_000)).toBeLessThan(11 * steps(10_000));
  });

  it("makes no more states than there is room for, and than one expression may have", () => {
    // What has to be kept apart doubles with every character that is counted.
    const program = programOf("[ab]*a[ab]{12}c");
    let random = 1;
    const within = Array.from({ length: 5_000 }, () => {
      random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
      return random > 2 ** 30 ? "a" : "b";
    }).join("");
    for (const [states, made] of [
      [20, 20],
      [10_000, 127],
    ] as const) {
      const room = { states };
      expect(new RegexDfa(program, room).endFrom(within, 0, 1e6)).toBe(NOT_KNOWN);
      expect(states - room.states).toBeGreaterThan(19);
      expect(states - room.states).toBeLessThanOrEqual(made);
    }
  });
});
