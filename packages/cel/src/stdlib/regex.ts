import { RE2JS } from "re2js";
import type { Frame } from "../runtime/frame.js";
import { CelError } from "../values/error.js";
import { isTame } from "./regex-automaton.js";
import { regexCompileUnits } from "./units.js";

export { regexCompileUnits } from "./units.js";

/** Longest pattern, in UTF-16 units. */
export const MAX_PATTERN_LENGTH = 1_000;
/** Largest compiled pattern, in instructions: counted repetitions multiply. */
export const MAX_PROGRAM_SIZE = 2_000;
/** Bound of the pattern's length times the sum of its repetition counts, so that compiling it stays quick. */
const MAX_EXPANSION = 30_000;
const CACHE_SIZE = 512;

/** A compiled pattern of RE2 syntax, matched in time linear in the text. */
export interface Regex {
  /** Instructions. */
  readonly size: number;
  /** True where matching takes one table lookup per character, whatever the text. */
  readonly tame: boolean;
  test(text: string): boolean;
}

/** Cost units of matching a text of `text` UTF-16 units, in the worst case. */
export function regexUnits(text: number, regex: Pick<Regex, "size" | "tame">): number {
  return 10 + (regex.tame ? text / 2 : text * (regex.size + 10));
}

/** A pattern known only while an event is decided is not explored, so it is never tame. */
export const LARGEST_DYNAMIC: Pick<Regex, "size" | "tame"> = { size: MAX_PROGRAM_SIZE, tame: false };

function tooLarge(what: string): CelError {
  return new CelError("EH_CEL_REGEX", `The pattern is too large: ${what}; split it into several conditions`);
}

/** Sum of the counts in braces, such as 3 and 20 of `a{3}b{1,20}`. */
function repetitions(pattern: string): number {
  let sum = 1;
  for (const [, from, to] of pattern.matchAll(/\{(\d{1,9})(?:,(\d{0,9}))?\}/g)) {
    sum += Math.max(Number(from), Number(to === undefined || to === "" ? 0 : to));
  }
  return sum;
}

function compile(pattern: string, explore: boolean): Regex | CelError {
  if (pattern.length > MAX_PATTERN_LENGTH) return tooLarge(`it has more than ${MAX_PATTERN_LENGTH} characters`);
  if (pattern.length * repetitions(pattern) > MAX_EXPANSION) return tooLarge("its repetitions multiply");
  try {
    const compiled = RE2JS.compile(pattern);
    const size = compiled.programSize();
    if (size > MAX_PROGRAM_SIZE) return tooLarge(`${size} instructions, more than ${MAX_PROGRAM_SIZE}`);
    const tame = explore && isTame(compiled.re2());
    return { size, tame, test: (text) => compiled.test(text) };
  } catch (error) {
    return new CelError("EH_CEL_REGEX", `The pattern is not RE2 syntax: ${(error as Error).message}`);
  }
}

/** Patterns used last, with what they compiled to. */
class RegexCache {
  readonly #entries = new Map<string, Regex | CelError>();

  get(pattern: string, explore: boolean): Regex | CelError {
    const known = this.#entries.get(pattern);
    const regex = known ?? compile(pattern, explore);
    // Moves the entry to the end, which is the side that stays.
    if (known !== undefined) this.#entries.delete(pattern);
    this.#entries.set(pattern, regex);
    if (this.#entries.size > CACHE_SIZE) this.#entries.delete(this.#entries.keys().next().value!);
    return regex;
  }
}

const literals = new RegexCache();
const dynamic = new RegexCache();

/** Compiles a pattern that is known before any event, or says what is wrong with it. */
export function compileRegex(pattern: string): Regex | CelError {
  return literals.get(pattern, true);
}

/** `text.matches(pattern)` with a pattern that is known only now. */
export function matchesRegex(frame: Frame, text: string, pattern: string): unknown {
  if (!frame.charge(regexCompileUnits(Math.min(pattern.length, MAX_PATTERN_LENGTH)))) return frame.overBudget(-1);
  const regex = dynamic.get(pattern, false);
  if (regex instanceof CelError) return new CelError(regex.code, regex.message);
  return frame.charge(regexUnits(text.length, regex)) ? regex.test(text) : frame.overBudget(-1);
}
