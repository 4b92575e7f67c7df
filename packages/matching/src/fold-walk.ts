/**
 * The walk over a text that folds it cluster by cluster.
 *
 * A cluster is a character with the marks and invisibles that follow it. Its boundaries are normalisation boundaries, so
 * that folding cluster by cluster gives, with the plain steps, the same result as folding the whole text at once, and every
 * folded code unit is known to come from one cluster. A cluster ends after 30 marks (the limit of Unicode's Stream-Safe Text Format, UAX #15 section
 * 13), because normalising an unbounded run of marks takes quadratic time.
 */
import { classOf, EXTENDS, IGNORABLE } from "./characters.js";
import type { FoldSink } from "./fold-sinks.js";
import { createClusterFolder, type FoldStep } from "./fold-steps.js";

const MAX_MARKS = 30;
const BLANK = 0x20;

/** What is known of a code unit, once it was met. */
const KNOWN = 1;
/** Folds, alone, to one code unit. */
const SIMPLE = 2;
/** Belongs, or as the first half of a surrogate pair may belong, to the character before it. */
const JOINS = 4;

/** @param steps in the order of `FOLD_STEPS` */
export function createFoldWalk(steps: readonly FoldStep[]): (text: string, sink: FoldSink) => void {
  const cluster = createClusterFolder(steps);
  const collapse = steps.includes("spaces");
  const kinds = new Uint8Array(0x10000);
  const simple = new Uint16Array(0x10000);

  function learn(unit: number): number {
    let kind = KNOWN;
    if ((unit & 0xfc00) === 0xd800 || (classOf(unit) & (EXTENDS | IGNORABLE)) !== 0) kind |= JOINS;
    else {
      const folded = cluster.unit(unit);
      if (folded.length === 1) {
        kind |= SIMPLE;
        simple[unit] = folded.charCodeAt(0);
      }
    }
    kinds[unit] = kind;
    return kind;
  }

  return (text, sink) => {
    const size = text.length;
    // Whether the last thing folded was a blank, so that the next one adds nothing.
    let blank = false;
    let at = 0;
    while (at < size) {
      const unit = text.charCodeAt(at);
      const kind = kinds[unit]! || learn(unit);
      if ((kind & SIMPLE) !== 0) {
        const next = at + 1 < size ? text.charCodeAt(at + 1) : BLANK;
        if (((kinds[next]! || learn(next)) & JOINS) === 0) {
          const folded = simple[unit]!;
          const isBlank = folded === BLANK;
          if (!(isBlank && blank && collapse)) sink.unit(folded, at);
          blank = isBlank;
          at += 1;
          continue;
        }
      }

      const start = at;
      const first = text.codePointAt(at)!;
      at += first > 0xffff ? 2 : 1;
      // The span ends after the last visible part: an invisible at the end belongs to nobody.
      let end = (classOf(first) & IGNORABLE) === 0 ? at : start;
      for (let marks = 0; at < size;) {
        const next = text.codePointAt(at)!;
        const bits = classOf(next);
        const isInvisible = (bits & IGNORABLE) !== 0;
        if (!isInvisible && ((bits & EXTENDS) === 0 || ++marks > MAX_MARKS)) break;
        at += next > 0xffff ? 2 : 1;
        if (!isInvisible) end = at;
      }
      const folded = at - start === 1 ? cluster.unit(first) : cluster.text(text, start, at);
      // A run of blanks that began in an earlier cluster has already given its space.
      const piece: string = collapse && blank && folded.charCodeAt(0) === BLANK ? folded.slice(1) : folded;
      if (piece === "") continue;
      blank = piece.charCodeAt(piece.length - 1) === BLANK;
      sink.piece(piece, start, end > start ? end : at);
    }
  };
}
