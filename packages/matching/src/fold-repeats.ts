/**
 * The step `repeats`: a letter that stands several times in a row is written once, and how often it stood is kept. The numbers are
 * compared apart (see `runsAgree`), so that "gooood" is "good" while "god" is not.
 */
import { LETTER } from "./characters.js";
import type { FoldBuffer } from "./fold-buffer.js";

/** The longest run that is told from longer ones. */
const MAX_RUN = 255;
/** From this length on, a run in a text is taken for a drawn-out letter: no word has three of one. */
const DRAWN_OUT = 3;

const SMALL_R = 0x72;
const SMALL_N = 0x6e;

/** Makes runs one letter. Linear. */
export function collapseRepeats(buffer: FoldBuffer): void {
  const { units, length } = buffer;
  let to = 0;
  /** Where the last letter written begins; it ends at `to`. */
  let last = 0;
  for (let at = 0; at < length;) {
    const size = letterLength(buffer, at);
    const repeats =
      units[at] === units[last] &&
      to - last === size &&
      (size === 1 || units[at + 1] === units[last + 1]) &&
      (buffer.classAt(at) & LETTER) !== 0;
    if (repeats) {
      for (let unit = last; unit < to; unit++, at++) {
        buffer.ends[unit] = buffer.ends[at]!;
        if (buffer.runs[unit]! < MAX_RUN) buffer.runs[unit]! += 1;
      }
    } else {
      last = to;
      if (to === at) to = at += size;
      else for (const end = at + size; at < end; at++) buffer.move(at, to++);
    }
  }
  buffer.length = to;
}

/** How many code units a letter has: one, or two for a surrogate pair and for the "rn" that confusables make of one m. */
function letterLength({ units, starts, length }: FoldBuffer, at: number): number {
  const unit = units[at]!;
  if (at + 1 === length || (unit !== SMALL_R && (unit & 0xfc00) !== 0xd800)) return 1;
  if (unit === SMALL_R) return units[at + 1] === SMALL_N && starts[at] === starts[at + 1] ? 2 : 1;
  return (units[at + 1]! & 0xfc00) === 0xdc00 ? 2 : 1;
}

/**
 * Whether the letters at `start` of a text may be those of a term: each run is as long as the term's, or so long (three or more)
 * that it is drawn out, and no shorter than the term's.
 */
export function runsAgree(textRuns: Uint8Array, start: number, termRuns: Uint8Array): boolean {
  for (let i = 0; i < termRuns.length; i++) {
    const inText = textRuns[start + i]!;
    const inTerm = termRuns[i]!;
    if (inText !== inTerm && (inText < DRAWN_OUT || inText < inTerm)) return false;
  }
  return true;
}
