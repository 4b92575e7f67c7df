import { textOf } from "./text-of-units.js";

/** What a walk over a text's clusters is told: the folded form of each, in order, with the span that it came from. */
export interface FoldSink {
  /** One code unit that folds to one code unit. */
  unit(folded: number, at: number): void;
  /** A cluster `[start, end)`. */
  piece(folded: string, start: number, end: number): void;
}

/** Code units for which a sink holds room between texts. */
const KEPT_UNITS = 16_384;

/** Gathers the folded text. Code units in an array, because a string built piece by piece is a rope, which is slow to read back. */
export class UnitSink implements FoldSink {
  #units = new Uint16Array(KEPT_UNITS);
  #length = 0;

  unit(folded: number): void {
    if (this.#length === this.#units.length) this.#grow(this.#length + 1);
    this.#units[this.#length++] = folded;
  }

  piece(folded: string): void {
    const end = this.#length + folded.length;
    if (end > this.#units.length) this.#grow(end);
    for (let i = 0; i < folded.length; i++) this.#units[this.#length + i] = folded.charCodeAt(i);
    this.#length = end;
  }

  /** The text gathered so far; the sink is empty afterwards. */
  take(): string {
    const text = textOf(this.#units, this.#length);
    this.#length = 0;
    // A long text does not leave its memory behind.
    if (this.#units.length > 4 * KEPT_UNITS) this.#units = new Uint16Array(KEPT_UNITS);
    return text;
  }

  #grow(needed: number): void {
    const grown = new Uint16Array(needed * 2);
    grown.set(this.#units);
    this.#units = grown;
  }
}

/** Gathers where each code unit of the folded text came from. */
export class OffsetSink implements FoldSink {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  #length = 0;

  /** @param length of the folded text */
  constructor(length: number) {
    this.starts = new Uint32Array(length);
    this.ends = new Uint32Array(length);
  }

  unit(_folded: number, at: number): void {
    this.starts[this.#length] = at;
    this.ends[this.#length] = at + 1;
    this.#length += 1;
  }

  piece(folded: string, start: number, end: number): void {
    const to = this.#length + folded.length;
    for (let i = this.#length; i < to; i++) {
      this.starts[i] = start;
      this.ends[i] = end;
    }
    this.#length = to;
  }
}
