import { RE2JS } from "re2js";
import type { Frame } from "../runtime/frame.js";
import { CelError } from "../values/error.js";

/** Longest pattern, in UTF-16 units. */
export const MAX_PATTERN_LENGTH = 1_000;
/** Largest compiled pattern, in instructions: counted repetitions multiply. */
export const MAX_PROGRAM_SIZE = 2_000;
const CACHE_SIZE = 256;

/** A compiled pattern of RE2 syntax, matched in time linear in the text. */
export interface Regex {
  readonly size: number;
  test(text: string): boolean;
}

/** Compiles a pattern, or says what is wrong with it. */
export function compileRegex(pattern: string): Regex | CelError {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    return new CelError("EH_CEL_REGEX", `The pattern is longer than ${MAX_PATTERN_LENGTH} characters`);
  }
  try {
    const compiled = RE2JS.compile(pattern);
    const size = compiled.programSize();
    if (size > MAX_PROGRAM_SIZE) {
      return new CelError(
        "EH_CEL_REGEX",
        `The pattern compiles to ${size} instructions, more than ${MAX_PROGRAM_SIZE}`,
      );
    }
    return { size, test: (text) => compiled.test(text) };
  } catch (error) {
    return new CelError("EH_CEL_REGEX", `The pattern is not RE2 syntax: ${(error as Error).message}`);
  }
}

const cache = new Map<string, Regex | CelError>();

/** Compiles through a cache of the patterns used last. */
export function cachedRegex(pattern: string): Regex | CelError {
  const known = cache.get(pattern);
  if (known !== undefined) {
    cache.delete(pattern);
    cache.set(pattern, known);
    return known;
  }
  const regex = compileRegex(pattern);
  cache.set(pattern, regex);
  if (cache.size > CACHE_SIZE) cache.delete(cache.keys().next().value!);
  return regex;
}

/** Cost units of compiling a pattern while an event is decided. Charged also on a cache hit: costs have no history. */
export function regexCompileUnits(length: number): number {
  return 500 + length * 200;
}

/** Cost units of matching a text of `text` characters with a program of `size` instructions, in the worst case. */
export function regexUnits(text: number, size: number): number {
  return 10 + (text * (size + 4)) / 4;
}

/** `text.matches(pattern)` with a pattern that is known only now. */
export function matchesRegex(frame: Frame, text: string, pattern: string): unknown {
  if (!frame.charge(regexCompileUnits(pattern.length))) return frame.overBudget(-1);
  const regex = cachedRegex(pattern);
  if (regex instanceof CelError) return new CelError(regex.code, regex.message);
  return frame.charge(regexUnits(text.length, regex.size)) ? regex.test(text) : frame.overBudget(-1);
}
