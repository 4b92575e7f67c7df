/**
 * Folding: the form of a text in which terms are compared, with an exact way back to the original.
 *
 * A text is cut into clusters (a character and the marks and invisibles that follow it), each cluster is folded by the
 * chosen steps, and every UTF-16 code unit of the result knows the cluster that it came from. Cluster boundaries are
 * normalisation boundaries, so folding cluster by cluster gives the same result as folding the whole text at once. A cluster
 * ends after 30 marks (the limit of Unicode's Stream-Safe Text Format, UAX #15 section 13): normalising an unbounded run
 * of marks takes quadratic time.
 */
import { classOf, EXTENDS, IGNORABLE } from "./characters.js";
import { createClusterFolder, FOLD_STEPS, type FoldStep } from "./fold-steps.js";
import { MatchingError } from "./matching-error.js";
import { UnitBuffer } from "./unit-buffer.js";

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

const MAX_MARKS = 30;

/** Where each code unit of a folded text came from. */
interface OffsetMap {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
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
  readonly #map: () => OffsetMap;
  #known: OffsetMap | undefined;

  constructor(original: string, folded: string, map: () => OffsetMap) {
    this.original = original;
    this.folded = folded;
    this.#map = map;
  }

  // Most texts hit nothing, so the offsets are only worked out when somebody asks for them.
  get #offsets(): OffsetMap {
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

/** Receives the folded form of each cluster with the span that it came from. */
type Emit = (folded: string, start: number, end: number) => void;

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
  const collapse = chosen.includes("spaces");
  const foldCluster = createClusterFolder(chosen);
  const lowerOnly = chosen.includes("case");
  // Folded by lower-casing alone, without moving an offset. Runs of blanks and controls go the long way.
  const plain = collapse ? /^(?:[!-~]| (?! ))*$/ : /^[ -~]*$/;

  function walk(text: string, emit: Emit): void {
    let blank = false;
    let i = 0;
    while (i < text.length) {
      const start = i;
      const first = text.codePointAt(i)!;
      i += first > 0xffff ? 2 : 1;
      // The span ends after the last visible part: an invisible at the end belongs to nobody.
      let end = (classOf(first) & IGNORABLE) === 0 ? i : start;
      let marks = 0;
      while (i < text.length) {
        const unit = text.charCodeAt(i);
        if (unit < 0x80 && unit >= 0x20 && unit !== 0x7f) break;
        const next = text.codePointAt(i)!;
        const bits = classOf(next);
        if ((bits & (EXTENDS | IGNORABLE)) === 0) break;
        if ((bits & IGNORABLE) === 0) {
          if (++marks > MAX_MARKS) break;
          i += next > 0xffff ? 2 : 1;
          end = i;
        } else {
          i += next > 0xffff ? 2 : 1;
        }
      }
      const folded = i - start === 1 ? foldCluster.unit(first) : foldCluster.text(text, start, i);
      // A run of blanks that began in an earlier cluster has already given its space.
      const piece: string = collapse && blank && folded.charCodeAt(0) === 0x20 ? folded.slice(1) : folded;
      if (piece === "") continue;
      blank = piece.charCodeAt(piece.length - 1) === 0x20;
      emit(piece, start, end > start ? end : i);
    }
  }

  function mapOffsets(text: string, length: number): OffsetMap {
    const starts = new Uint32Array(length);
    const ends = new Uint32Array(length);
    let at = 0;
    walk(text, (folded, start, end) => {
      starts.fill(start, at, at + folded.length);
      ends.fill(end, at, at + folded.length);
      at += folded.length;
    });
    return { starts, ends };
  }

  return {
    steps: chosen,
    fold(text) {
      if (plain.test(text)) return new IdentityFold(text, lowerOnly ? text.toLowerCase() : text);
      const units = new UnitBuffer(text.length);
      walk(text, (folded) => units.append(folded));
      const folded = units.toString();
      return new MappedFold(text, folded, () => mapOffsets(text, folded.length));
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
