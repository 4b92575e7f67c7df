/** The characters that a regular expression tells apart, so that one row of a table has few cells. */
import { sideOf } from "./regex-assertions.js";
import type { CharClass } from "./regex-class.js";
import { ASSERT, CHARACTER, CLASS, type RegexProgram } from "./regex-program.js";

/** Kinds of characters at most; kind 0 is the end of the text. */
export const MAX_KINDS = 64;
/** Distinct classes at most: each is one bit. */
const MAX_CLASSES = 20;
/** Characters outside ASCII whose kind is kept; a power of two. */
const KEPT = 64;
const UNKNOWN = 255;
const MAX_UNIT = 127;

/** The kinds of characters of one program: two of a kind are the same to every instruction. Made as characters are met. */
export class RegexAlphabet {
  readonly #characters = new Map<number, number>();
  readonly #classes: readonly CharClass[];
  readonly #asserts: boolean;
  readonly #ascii = new Uint8Array(128).fill(UNKNOWN);
  /** Where a character outside ASCII has a place, the one that was last met there, and its kind. */
  #others: Int32Array | undefined;
  #otherKinds: Uint8Array | undefined;
  readonly #kinds = new Map<string, number>();
  /** Per kind, one character of it and its side. */
  readonly #samples: number[] = [-1];
  readonly #sides: number[];

  constructor({ ops, xs, classes }: RegexProgram) {
    const distinct = new Set<CharClass>();
    for (const [pc, op] of ops.entries()) {
      if (op === CHARACTER && !this.#characters.has(xs[pc]!)) this.#characters.set(xs[pc]!, this.#characters.size);
      if (op === CLASS) distinct.add(classes[xs[pc]!]!);
    }
    this.#classes = [...distinct];
    this.#asserts = ops.includes(ASSERT);
    this.#sides = [this.sideOf(-1)];
  }

  /** The kind of a code point; -1 where there would be too many. */
  kindOf(codePoint: number): number {
    if (codePoint <= MAX_UNIT) {
      const known = this.#ascii[codePoint]!;
      if (known !== UNKNOWN) return known;
      const kind = this.#find(codePoint);
      if (kind >= 0) this.#ascii[codePoint] = kind;
      return kind;
    }
    this.#others ??= new Int32Array(KEPT);
    this.#otherKinds ??= new Uint8Array(KEPT);
    const place = codePoint & (KEPT - 1);
    if (this.#others[place] === codePoint) return this.#otherKinds[place]!;
    const kind = this.#find(codePoint);
    if (kind < 0) return kind;
    this.#others[place] = codePoint;
    this.#otherKinds[place] = kind;
    return kind;
  }

  /** A character of a kind; -1 for the end of the text. */
  sampleOf(kind: number): number {
    return this.#samples[kind]!;
  }

  /** What assertions see of a kind. */
  sideOfKind(kind: number): number {
    return this.#sides[kind]!;
  }

  /** What assertions see of a code point, -1 for none. 0 where the program has no assertions. */
  sideOf(codePoint: number): number {
    return this.#asserts ? sideOf(codePoint) : 0;
  }

  #find(codePoint: number): number {
    if (this.#classes.length > MAX_CLASSES) return -1;
    let member = 0;
    for (const [place, one] of this.#classes.entries()) if (one.has(codePoint)) member |= 1 << place;
    const side = this.sideOf(codePoint);
    const key = `${this.#characters.get(codePoint) ?? ""} ${member} ${side}`;
    const known = this.#kinds.get(key);
    if (known !== undefined) return known;
    const kind = this.#samples.length;
    if (kind === MAX_KINDS) return -1;
    this.#kinds.set(key, kind);
    this.#samples.push(codePoint);
    this.#sides.push(side);
    return kind;
  }
}
