/** Folding: the form of a text in which terms are compared, with an exact way back to the original. */
import { isWholeWord, isWordEdge } from "./boundaries.js";
import { FoldBuffer } from "./fold-buffer.js";
import { readLeet } from "./fold-leet.js";
import { type FoldMap, mapOf } from "./fold-map.js";
import { collapseRepeats, runsAgree } from "./fold-repeats.js";
import { JOINT_INNER, JOINT_OUTER, joinLetters } from "./fold-separators.js";
import { OffsetSink, UnitSink } from "./fold-sinks.js";
import { FOLD_STEPS, type FoldStep, PLAIN_STEPS } from "./fold-steps.js";
import { createFoldWalk } from "./fold-walk.js";
import { MatchingError } from "./matching-error.js";
import { textOf } from "./text-of-units.js";

/** A half-open span `[start, end)` in UTF-16 code units of the original text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A term as its folder sees it: what is looked for in folded texts. */
export interface FoldedTerm {
  /** The folded form, without blanks at its ends. Empty where folding leaves nothing. */
  readonly folded: string;
  /** With the step `repeats`: how often in a row each letter stands. */
  readonly runs: Uint8Array | undefined;
}

/** From this length on, a term is not in a spelt-out text by chance. */
const LONG_TERM = 5;

/** A folded text. All offsets are UTF-16 code units. */
export interface FoldedText {
  /** What was folded. */
  readonly original: string;
  /** The folded form. */
  readonly folded: string;
  /** Where in `original` the character begins that the folded code unit at `index` came from; its length for the end of `folded`. */
  toOriginal(index: number): number;
  /**
   * The smallest span of `original` that holds everything from which `[start, end)` of `folded` came: whole characters
   * with their marks. An empty span maps to an empty span.
   */
  span(start: number, end: number): Span;
  /**
   * Whether a term that was found at `start` of `folded` really stands there. A term found as a string of code units may
   * still cut through a word (`match: "word"`), through a character (`confusables` make m "rn", in which "mice" holds no
   * "nice"), or differ in repeated letters ("god" is not "good"). With the plain steps alone, only words are looked at.
   * @param term folded by the same steps
   */
  holds(term: FoldedTerm, start: number, match: "word" | "substring"): boolean;
}

/** Folds texts by a fixed choice of steps. */
export interface Folder {
  readonly steps: readonly FoldStep[];
  fold(text: string): FoldedText;
  /** The same for a term. */
  term(text: string): FoldedTerm;
}

class IdentityFold implements FoldedText {
  readonly original: string;
  readonly folded: string;

  constructor(original: string, folded: string) {
    this.original = original;
    this.folded = folded;
  }

  toOriginal(index: number): number {
    return index;
  }

  span(start: number, end: number): Span {
    return { start, end };
  }

  holds(term: FoldedTerm, start: number, match: "word" | "substring"): boolean {
    return match === "substring" || isWholeWord(this.folded, start, start + term.folded.length);
  }
}

class MappedFold implements FoldedText {
  readonly original: string;
  readonly folded: string;
  readonly #plain: boolean;
  readonly #map: () => FoldMap;
  #known: FoldMap | undefined;

  constructor(original: string, folded: string, plain: boolean, map: () => FoldMap) {
    this.original = original;
    this.folded = folded;
    this.#plain = plain;
    this.#map = map;
  }

  // Most texts hit nothing, so the offsets are only worked out when somebody asks for them.
  get #offsets(): FoldMap {
    this.#known ??= this.#map();
    return this.#known;
  }

  toOriginal(index: number): number {
    return index < this.folded.length ? this.#offsets.starts[index]! : this.original.length;
  }

  span(start: number, end: number): Span {
    const from = this.toOriginal(start);
    return { start: from, end: end > start ? this.#offsets.ends[end - 1]! : from };
  }

  holds(term: FoldedTerm, start: number, match: "word" | "substring"): boolean {
    const end = start + term.folded.length;
    if (this.#plain) return match === "substring" || isWholeWord(this.folded, start, end);
    // The word first: it needs no offsets, and most candidates fail it.
    if (match === "word" && !isWholeWord(this.folded, start, end) && !this.#isSpeltOut(start, end)) return false;
    const { starts, runs } = this.#offsets;
    if (start > 0 && starts[start] === starts[start - 1]) return false;
    if (end < starts.length && starts[end] === starts[end - 1]) return false;
    return runs === undefined || term.runs === undefined || runsAgree(runs, start, term.runs);
  }

  /** Whether a term is a word among letters that the step `separators` has joined. */
  #isSpeltOut(start: number, end: number): boolean {
    const { joints } = this.#offsets;
    if (joints === undefined || start >= end) return false;
    const isLong = end - start >= LONG_TERM;
    const isEdge = (at: number): boolean =>
      joints[at] === JOINT_OUTER || (isLong && joints[at] === JOINT_INNER) || isWordEdge(this.folded, at);
    return isEdge(start) && isEdge(end);
  }
}

/**
 * A folder that applies the named steps (by default `PLAIN_STEPS`), always in the order of `FOLD_STEPS`.
 * @throws MatchingError EH_FOLD_STEP_UNKNOWN
 */
export function createFolder(steps: readonly FoldStep[] = PLAIN_STEPS): Folder {
  for (const step of steps) {
    if (!FOLD_STEPS.includes(step)) {
      throw new MatchingError(
        "EH_FOLD_STEP_UNKNOWN",
        `There is no folding step "${step}". Known steps: ${FOLD_STEPS.join(", ")}.`,
      );
    }
  }
  const chosen = FOLD_STEPS.filter((step) => steps.includes(step));
  const fold = chosen.every((step) => PLAIN_STEPS.includes(step)) ? plainFold(chosen) : fullFold(chosen);
  return {
    steps: chosen,
    fold: (text) => fold(text).text,
    term(text) {
      const { text: whole, map } = fold(text);
      const lead = whole.folded.length - whole.folded.trimStart().length;
      const folded = whole.folded.trim();
      const runs = chosen.includes("repeats") ? map?.().runs?.slice(lead, lead + folded.length) : undefined;
      return { folded, runs };
    },
  };
}

type Fold = (text: string) => { text: FoldedText; map?: () => FoldMap };

function plainFold(steps: readonly FoldStep[]): Fold {
  const walk = createFoldWalk(steps);
  const units = new UnitSink();
  const lowerOnly = steps.includes("case");
  // Where nothing of this stands, folding is lower-casing, a line's end is a blank, and no offset moves.
  const special = steps.includes("spaces") ? /[^\n -~]|[\n ]{2}/ : /[^ -~]/;
  const endsAreBlanks = steps.includes("spaces");
  return (text) => {
    if (!special.test(text)) {
      const lower = lowerOnly ? text.toLowerCase() : text;
      return { text: new IdentityFold(text, endsAreBlanks ? lower.replaceAll("\n", " ") : lower) };
    }
    walk(text, units);
    const folded = units.take();
    const map = (): FoldMap => {
      const offsets = new OffsetSink(folded.length);
      walk(text, offsets);
      return offsets;
    };
    return { text: new MappedFold(text, folded, true, map) };
  };
}

/** Folding with steps that look over several characters, or that make several letters of one. */
function fullFold(steps: readonly FoldStep[]): Fold {
  const walk = createFoldWalk(steps);
  const buffer = new FoldBuffer();
  const fill = (text: string): void => {
    buffer.clear();
    walk(text, buffer);
    if (steps.includes("separators")) joinLetters(buffer);
    if (steps.includes("leet")) readLeet(buffer);
    if (steps.includes("repeats")) collapseRepeats(buffer);
  };
  return (text) => {
    fill(text);
    const folded = textOf(buffer.units, buffer.length);
    buffer.clear();
    const map = (): FoldMap => {
      fill(text);
      const known = mapOf(buffer);
      buffer.clear();
      return known;
    };
    return { text: new MappedFold(text, folded, false, map), map };
  };
}

const defaultFolder = createFolder();

/**
 * Folds a text by every plain step: invisibles dropped, compatibility forms replaced (NFKC), case folded in full (ß is ss),
 * diacritics of Latin, Greek and Cyrillic stripped, runs of white space made one space. Linear in the length of the text.
 * All offsets are UTF-16 code units.
 */
export function foldText(text: string): FoldedText {
  return defaultFolder.fold(text);
}
