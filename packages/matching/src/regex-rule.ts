/** One regular expression, compiled: what has to stand in a text for it, and the search for its matches. */
import { isTelling, type LiteralSet, longestMatch, requiredLiterals } from "./regex-literals.js";
import { type OnMatch, RegexMachine, type StepBudget } from "./regex-machine.js";
import { compileProgram, MAX_INSTRUCTIONS } from "./regex-program.js";
import { parseRegex, type RegexReading, RegexSyntaxProblem } from "./regex-syntax.js";

/** Code units of an expression at most. */
export const MAX_REGEX = 1_000;

/** Up to this length a text is searched whole: finding windows would take as long. */
const SHORT_TEXT = 16;

/** What is wrong with an expression. */
export interface RegexProblem {
  readonly code: "EH_BANK_REGEX_INVALID" | "EH_BANK_REGEX_TOO_LARGE" | "EH_BANK_REGEX_NO_LITERAL";
  readonly message: string;
}

export interface RegexRule {
  /** Every text with a match has a text of each set. The first is the most telling. */
  readonly literals: readonly LiteralSet[];
  /** Code units of the longest match, or Infinity. */
  readonly longest: number;
  /**
   * Reports the matches from left to right, without overlap.
   * @param places where texts of a set end, in order; asked for only where the rule can use them
   */
  findAll(text: string, places: (set: number) => readonly number[], budget: StepBudget, onMatch: OnMatch): void;
}

/** Compiles an expression, or tells what is wrong with it. */
export function compileRule(source: string, reading: RegexReading): RegexRule | RegexProblem {
  if (source.length > MAX_REGEX) {
    return {
      code: "EH_BANK_REGEX_TOO_LARGE",
      message: `it has ${source.length} characters, and may have ${MAX_REGEX}. Split it, or list its words as terms`,
    };
  }
  let node;
  try {
    node = parseRegex(source, reading);
  } catch (error) {
    if (!(error instanceof RegexSyntaxProblem)) throw error;
    return { code: "EH_BANK_REGEX_INVALID", message: `at character ${error.at + 1}, ${error.message}` };
  }
  const literals = requiredLiterals(node);
  const first = literals[0];
  if (first === undefined || !isTelling(first)) {
    return {
      code: "EH_BANK_REGEX_NO_LITERAL",
      message:
        "no text of two letters or more has to stand in what it matches, so it would have to be tried everywhere. Write out a part of it, or list the alternatives",
    };
  }
  const program = compileProgram(node);
  if (program === undefined) {
    return {
      code: "EH_BANK_REGEX_TOO_LARGE",
      message: `its repetitions make it more than ${MAX_INSTRUCTIONS} steps long. Count to less, or use * or +`,
    };
  }
  const longest = longestMatch(node);
  const machine = new RegexMachine(program);
  return {
    literals,
    longest,
    findAll(text, places, budget, onMatch) {
      if (longest === Infinity || text.length <= SHORT_TEXT) {
        machine.findAll(text, 0, text.length, budget, onMatch);
        return;
      }
      const windows = windowsAround(places(0), first, longest, text.length);
      const others = literals.slice(1).map((_, set) => places(set + 1));
      let reached = 0;
      for (const [start, to] of windows) {
        if (!others.every((ends) => hasBetween(ends, start, to))) continue;
        // No character is cut in two.
        const from = (text.codePointAt(start - 1) ?? 0) > 0xffff ? start - 1 : start;
        machine.findAll(text, Math.max(from, reached), to, budget, (matchStart, end) => {
          reached = end;
          onMatch(matchStart, end);
        });
      }
    },
  };
}

/** Where matches may lie: as far around each place as the longest match reaches. Those that touch are one. */
function windowsAround(
  places: readonly number[],
  set: LiteralSet,
  longest: number,
  size: number,
): readonly (readonly [number, number])[] {
  const shortest = Math.min(...set.map((text) => text.length));
  const windows: [number, number][] = [];
  for (const end of places) {
    const from = Math.max(0, end - longest);
    // A match ends at most so far behind the place at which a text of the set begins.
    const to = Math.min(size, end - shortest + longest);
    const last = windows.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else windows.push([from, to]);
  }
  return windows;
}

/** Whether one of sorted places is more than `from` and at most `to`. */
function hasBetween(places: readonly number[], from: number, to: number): boolean {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (places[middle]! <= from) low = middle + 1;
    else high = middle;
  }
  return low < places.length && places[low]! <= to;
}
