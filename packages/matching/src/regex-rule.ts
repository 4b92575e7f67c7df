/** One regular expression, compiled: what has to stand in a text for it, and the search for its matches. */
import { isTelling, type LiteralSet, longestMatch, requiredLiterals } from "./regex-literals.js";
import type { DfaRoom } from "./regex-dfa.js";
import type { OnMatch, StepBudget } from "./regex-machine.js";
import { compileProgram, MAX_INSTRUCTIONS } from "./regex-program.js";
import { RegexSearch } from "./regex-search.js";
import { parseRegex, type RegexReading, RegexSyntaxProblem } from "./regex-syntax.js";

/** Code units of an expression at most. */
export const MAX_REGEX = 1_000;

const NOWHERE: readonly number[] = [];

/** States that the automata of rules may have that share no room with others. */
const OWN_STATES = 128;

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

/**
 * Compiles an expression, or tells what is wrong with it.
 * @param room what rules that are compiled together share
 */
export function compileRule(
  source: string,
  reading: RegexReading,
  room: DfaRoom = { states: OWN_STATES },
): RegexRule | RegexProblem {
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
  const search = new RegexSearch(program, room);
  const reach = reachOf(first);
  /** Places of the sets beside the first: filled anew for each text. */
  const others: (readonly number[])[] = literals.slice(1).map(() => NOWHERE);
  return {
    literals,
    findAll(text, places, budget, onMatch) {
      const ranges: number[] = [];
      for (let set = 1; set < literals.length; set++) others[set - 1] = places(set);
      for (const end of places(0)) {
        const from = Math.max(0, end - reach.max);
        const last = end - reach.min;
        if (last >= 0 && allBetween(others, from, last + longest)) addRange(ranges, from, last);
      }
      for (let set = 1; set < literals.length; set++) others[set - 1] = NOWHERE;
      if (ranges.length > 0) search.findAll(text, ranges, budget, onMatch);
    },
  };
}

/** How far before the end of one of its texts a match with them begins, at least and at most. */
function reachOf({ texts, before }: LiteralSet): LiteralSet["before"] {
  const lengths = texts.map((text) => text.length);
  return { min: Math.min(...lengths) + before.min, max: Math.max(...lengths) + before.max };
}

/** Adds a range to those that begin and end before it, first and last place in turn; what touches becomes one. */
function addRange(ranges: number[], from: number, last: number): void {
  const end = ranges.at(-1);
  if (end !== undefined && from <= end + 1) ranges[ranges.length - 1] = Math.max(end, last);
  else ranges.push(from, last);
}

/** Whether of each list of sorted places, one is more than `from` and at most `to`. */
function allBetween(lists: readonly (readonly number[])[], from: number, to: number): boolean {
  for (const places of lists) if (!hasBetween(places, from, to)) return false;
  return true;
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
