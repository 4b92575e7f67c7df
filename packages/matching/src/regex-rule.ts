/** One regular expression, compiled: what has to stand in a text for it, and the search for its matches. */
import { isTelling, type LiteralSet, longestMatch, requiredLiterals } from "./regex-literals.js";
import { type OnMatch, RegexMachine, type StepBudget } from "./regex-machine.js";
import { compileProgram, MAX_INSTRUCTIONS } from "./regex-program.js";
import { parseRegex, type RegexReading, RegexSyntaxProblem } from "./regex-syntax.js";

/** Code units of an expression at most. */
export const MAX_REGEX = 1_000;

const NO_OTHERS: readonly (readonly number[])[] = [];

/** What is wrong with an expression. */
export interface RegexProblem {
  readonly code: "EH_BANK_REGEX_INVALID" | "EH_BANK_REGEX_TOO_LARGE" | "EH_BANK_REGEX_NO_LITERAL";
  readonly message: string;
}

export interface RegexRule {
  /** Every text with a match has a text of each set. The first is the most telling. */
  readonly literals: readonly LiteralSet[];
  /**
   * Reports the matches from left to right, without overlap.
   * @param places where texts of a set end, in order
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
    findAll(text, places, budget, onMatch) {
      const others = literals.length === 1 ? NO_OTHERS : literals.slice(1).map((_, set) => places(set + 1));
      const ranges = startsBefore(places(0), first, (from, last) =>
        others.every((ends) => hasBetween(ends, from, last + longest)),
      );
      if (ranges.length > 0) machine.findAll(text, ranges, budget, onMatch);
    },
  };
}

/** Where matches may begin that have a text of the set at one of the places: first and last in turn, in order. */
function startsBefore(
  places: readonly number[],
  { texts, before }: LiteralSet,
  mayBe: (from: number, last: number) => boolean,
): readonly number[] {
  const lengths = texts.map((text) => text.length);
  const furthest = Math.max(...lengths) + before.max;
  const nearest = Math.min(...lengths) + before.min;
  const ranges: number[] = [];
  for (const end of places) {
    const from = Math.max(0, end - furthest);
    const last = end - nearest;
    if (last < 0 || !mayBe(from, last)) continue;
    if (ranges.length > 0 && from <= ranges.at(-1)! + 1) ranges[ranges.length - 1] = Math.max(ranges.at(-1)!, last);
    else ranges.push(from, last);
  }
  return ranges;
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
