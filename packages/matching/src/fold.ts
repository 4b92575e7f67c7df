/** Folding: the form of a text in which terms are compared, with an exact way back to the original. */
import { OffsetSink, UnitSink } from "./fold-sinks.js";
import { FOLD_STEPS, type FoldStep } from "./fold-steps.js";
import { createFoldWalk } from "./fold-walk.js";
import { MatchingError } from "./matching-error.js";

/** A half-open span `[start, end)` in UTF-16 code units of the original text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

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
}

/** Folds texts by a fixed choice of steps. */
export interface Folder {
  readonly steps: readonly FoldStep[];
  fold(text: string): FoldedText;
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
}

class MappedFold implements FoldedText {
  readonly original: string;
  readonly folded: string;
  readonly #map: () => OffsetSink;
  #known: OffsetSink | undefined;

  constructor(original: string, folded: string, map: () => OffsetSink) {
    this.original = original;
    this.folded = folded;
    this.#map = map;
  }

  // Most texts hit nothing, so the offsets are only worked out when somebody asks for them.
  get #offsets(): OffsetSink {
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
}

/**
 * A folder that applies the named steps, always in the order of `FOLD_STEPS`.
 * @throws MatchingError EH_FOLD_STEP_UNKNOWN
 */
export function createFolder(steps: readonly FoldStep[] = FOLD_STEPS): Folder {
  for (const step of steps) {
    if (!FOLD_STEPS.includes(step)) {
      throw new MatchingError(
        "EH_FOLD_STEP_UNKNOWN",
        `There is no folding step "${step}". Known steps: ${FOLD_STEPS.join(", ")}.`,
      );
    }
  }
  const chosen = FOLD_STEPS.filter((step) => steps.includes(step));
  const walk = createFoldWalk(chosen);
  const units = new UnitSink();
  const lowerOnly = chosen.includes("case");
  // Where nothing of this stands, folding is lower-casing and moves no offset.
  const special = chosen.includes("spaces") ? /[^ -~]| {2}/ : /[^ -~]/;
  return {
    steps: chosen,
    fold(text) {
      if (!special.test(text)) return new IdentityFold(text, lowerOnly ? text.toLowerCase() : text);
      walk(text, units);
      const folded = units.take();
      return new MappedFold(text, folded, () => {
        const offsets = new OffsetSink(folded.length);
        walk(text, offsets);
        return offsets;
      });
    },
  };
}

const defaultFolder = createFolder();

/**
 * Folds a text by every step: invisibles dropped, compatibility forms replaced (NFKC), case folded in full (ß is ss),
 * diacritics of Latin, Greek and Cyrillic stripped, runs of white space made one space. Linear in the length of the text.
 * All offsets are UTF-16 code units.
 */
export function foldText(text: string): FoldedText {
  return defaultFolder.fold(text);
}
