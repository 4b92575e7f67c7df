/** Runs the program of a regular expression over a text, all ways at once: time is at most text × instructions. */
import { codePointBefore } from "./characters.js";
import { holds, sideOf } from "./regex-assertions.js";
import {
  ASSERT,
  ASSERTIONS,
  CHARACTER,
  CLASS,
  type FirstCharacters,
  firstCharacters,
  JUMP,
  MATCH,
  type RegexProgram,
  TRY_NEXT,
  TRY_OTHER,
} from "./regex-program.js";

/** Steps that may still be taken: counted down, and at 0 the search ends. */
export interface StepBudget {
  left: number;
}

/** Called for each match: its span, in code units of the text. */
export type OnMatch = (start: number, end: number) => void;

/** Instructions reached at one place of the text, in order of their right, each with where its match began. */
class Threads {
  readonly pcs: Int32Array;
  readonly starts: Int32Array;
  size = 0;
  /** Per instruction, the number of the place at which it was last reached. */
  readonly #reached: Float64Array;
  #place = 0;

  constructor(instructions: number) {
    this.pcs = new Int32Array(instructions);
    this.starts = new Int32Array(instructions);
    this.#reached = new Float64Array(instructions);
  }

  clear(): void {
    this.size = 0;
    this.#place += 1;
  }

  /** Whether the instruction was not reached at this place before. */
  enter(pc: number): boolean {
    if (this.#reached[pc] === this.#place) return false;
    this.#reached[pc] = this.#place;
    return true;
  }
}

export class RegexMachine {
  readonly #program: RegexProgram;
  readonly #first: FirstCharacters;
  #current: Threads;
  #next: Threads;
  readonly #stack: number[] = [];

  constructor(program: RegexProgram) {
    this.#program = program;
    this.#first = firstCharacters(program);
    this.#current = new Threads(program.ops.length);
    this.#next = new Threads(program.ops.length);
  }

  /**
   * Reports the matches that a search from left to right finds, one after the other without overlap: the leftmost, and of those
   * the one that the expression prefers, as RE2 does; none that is empty.
   * @param ranges where matches may begin: first and last place in turn, in order
   */
  findAll(text: string, ranges: readonly number[], budget: StepBudget, onMatch: OnMatch): void {
    this.#ranges = ranges;
    this.#range = 0;
    for (let at = 0; at < text.length && budget.left > 0;) {
      const end = this.#search(text, at, budget);
      if (end < 0) return;
      if (end > this.#start) onMatch(this.#start, end);
      at = end > at ? end : at + 1;
    }
  }

  #ranges: readonly number[] = [];
  /** The first range that does not end before the place that was reached. */
  #range = 0;
  #start = 0;

  /** The end of the first match, or -1; `#start` is where it begins. */
  #search(text: string, from: number, budget: StepBudget): number {
    const { ops, xs, classes } = this.#program;
    let end = -1;
    this.#current.clear();
    for (let at = from; budget.left > 0;) {
      if (end < 0) {
        if (this.#current.size === 0) {
          at = this.#nextStart(text, at);
          if (at < 0) return -1;
        }
        if (this.#mayStart(at)) this.#follow(this.#current, 0, at, text, at, budget);
      }
      const current = this.#current;
      if (current.size === 0 && end >= 0) break;
      const codePoint = at < text.length ? text.codePointAt(at)! : -1;
      const after = at + (codePoint > 0xffff ? 2 : 1);
      const next = this.#next;
      next.clear();
      budget.left -= current.size + 1;
      for (let k = 0; k < current.size; k++) {
        const pc = current.pcs[k]!;
        const op = ops[pc];
        if (op === MATCH) {
          end = at;
          this.#start = current.starts[k]!;
          // Whoever comes after has less right.
          break;
        }
        const goes = op === CHARACTER ? xs[pc] === codePoint : codePoint >= 0 && classes[xs[pc]!]!.has(codePoint);
        if (goes) this.#follow(next, pc + 1, current.starts[k]!, text, after, budget);
      }
      this.#current = next;
      this.#next = current;
      if (codePoint < 0) break;
      at = after;
    }
    return end;
  }

  /** Whether a match may begin at a place. Asked for places in order. */
  #mayStart(at: number): boolean {
    const ranges = this.#ranges;
    while (this.#range < ranges.length && ranges[this.#range + 1]! < at) this.#range += 2;
    return this.#range < ranges.length && ranges[this.#range]! <= at;
  }

  /** The first place from which a match that is not empty may begin, or -1. */
  #nextStart(text: string, from: number): number {
    const { ascii, others } = this.#first;
    for (let at = from; ; at++) {
      if (!this.#mayStart(at)) {
        if (this.#range >= this.#ranges.length) return -1;
        at = this.#ranges[this.#range]!;
      }
      if (at >= text.length) return -1;
      const unit = text.charCodeAt(at);
      if (unit < 128 ? ascii[unit] === 1 : others && !isSecondHalf(text, at)) return at;
    }
  }

  /** Adds the instructions that read a character, or match, to which `pc` leads without reading one. */
  #follow(threads: Threads, from: number, start: number, text: string, at: number, budget: StepBudget): void {
    const { ops, xs } = this.#program;
    const stack = this.#stack;
    stack.push(from);
    while (stack.length > 0) {
      const pc = stack.pop()!;
      if (!threads.enter(pc)) continue;
      budget.left -= 1;
      switch (ops[pc]) {
        case TRY_NEXT:
          stack.push(xs[pc]!, pc + 1);
          break;
        case TRY_OTHER:
          stack.push(pc + 1, xs[pc]!);
          break;
        case JUMP:
          stack.push(xs[pc]!);
          break;
        case ASSERT:
          if (holds(ASSERTIONS[xs[pc]!]!, leftOf(text, at), rightOf(text, at))) stack.push(pc + 1);
          break;
        case CHARACTER:
        case CLASS:
        case MATCH:
          threads.pcs[threads.size] = pc;
          threads.starts[threads.size] = start;
          threads.size += 1;
      }
    }
  }
}

/** Whether a place is in the middle of a character. */
function isSecondHalf(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00 && at > 0 && text.codePointAt(at - 1)! > 0xffff;
}

function leftOf(text: string, at: number): number {
  return sideOf(codePointBefore(text, at));
}

function rightOf(text: string, at: number): number {
  return sideOf(text.codePointAt(at) ?? -1);
}
