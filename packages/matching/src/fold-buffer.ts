import { codePointClass, WORD } from "./characters.js";
import type { FoldSink } from "./fold-sinks.js";

/** Code units for which a buffer holds room from the start, and at most between texts. */
const FIRST_UNITS = 512;
const MOST_UNITS = 65_536;

/**
 * A folded text with where each code unit came from, for the steps that look over several characters (`separators`, `leet`,
 * `repeats`). They shorten it in place.
 *
 * A group is the folded code units of one cluster, which no such step may part: m with confusables is the group "rn".
 */
export class FoldBuffer implements FoldSink {
  units = new Uint16Array(FIRST_UNITS);
  /** Where in the original the cluster of each unit begins, and where it ends. */
  starts = new Uint32Array(FIRST_UNITS);
  ends = new Uint32Array(FIRST_UNITS);
  /** How often in a row the letter of each unit stood, at most `MAX_RUN`; 1 unless `repeats` is on. */
  runs = new Uint8Array(FIRST_UNITS);
  /** Where a word may begin or end before the unit although letters stand on both sides: see `fold-separators.ts`. */
  joints = new Uint8Array(FIRST_UNITS);
  length = 0;

  unit(folded: number, at: number): void {
    if (this.length === this.units.length) this.#grow(this.length + 1);
    this.#put(folded, at, at + 1);
  }

  piece(folded: string, start: number, end: number): void {
    if (this.length + folded.length > this.units.length) this.#grow(this.length + folded.length);
    for (let i = 0; i < folded.length; i++) this.#put(folded.charCodeAt(i), start, end);
  }

  #put(unit: number, start: number, end: number): void {
    const at = this.length++;
    this.units[at] = unit;
    this.starts[at] = start;
    this.ends[at] = end;
    this.runs[at] = 1;
    this.joints[at] = 0;
  }

  /** The end of the group that begins at `from`. */
  groupEnd(from: number): number {
    const start = this.starts[from];
    let end = from + 1;
    while (end < this.length && this.starts[end] === start) end += 1;
    return end;
  }

  /** The class bits of the character at `at`, of both halves of a pair. */
  classAt(at: number): number {
    return codePointClass(this.units, at, this.length);
  }

  /** Whether a group holds a letter, number or mark. */
  isWord(from: number, end: number): boolean {
    for (let at = from; at < end; at++) if ((this.classAt(at) & WORD) !== 0) return true;
    return false;
  }

  /** Moves what is known of the unit `from` to `to`. */
  move(from: number, to: number): void {
    if (from === to) return;
    this.units[to] = this.units[from]!;
    this.starts[to] = this.starts[from]!;
    this.ends[to] = this.ends[from]!;
    this.runs[to] = this.runs[from]!;
    this.joints[to] = this.joints[from]!;
  }

  /** Empties the buffer. A long text does not leave its memory behind. */
  clear(): void {
    this.length = 0;
    if (this.units.length > MOST_UNITS) this.#resize(FIRST_UNITS);
  }

  #grow(needed: number): void {
    this.#resize(needed * 2);
  }

  #resize(size: number): void {
    const { units, starts, ends, runs, joints, length } = this;
    this.units = new Uint16Array(size);
    this.starts = new Uint32Array(size);
    this.ends = new Uint32Array(size);
    this.runs = new Uint8Array(size);
    this.joints = new Uint8Array(size);
    this.units.set(units.subarray(0, length));
    this.starts.set(starts.subarray(0, length));
    this.ends.set(ends.subarray(0, length));
    this.runs.set(runs.subarray(0, length));
    this.joints.set(joints.subarray(0, length));
  }
}
