/**
 * The program of a regular expression as an automaton whose states are made as texts need them (see Cox, "Regular Expression
 * Matching in the Wild", 2010). A state is the instructions reached at one place, in order of their right, so it finds what
 * `RegexMachine` finds. Where an assertion stands among them, it is what leads to them instead: which are reached, and in which
 * order, is known once the next character is. It has room for few states; where they are not enough, it does not know.
 */
import { codePointBefore } from "./characters.js";
import { MAX_KINDS, RegexAlphabet } from "./regex-alphabet.js";
import { holds, SIDES } from "./regex-assertions.js";
import {
  ASSERT,
  ASSERTIONS,
  CHARACTER,
  CLASS,
  JUMP,
  MATCH,
  MAX_INSTRUCTIONS,
  type RegexProgram,
  TRY_NEXT,
  TRY_OTHER,
} from "./regex-program.js";

/** There are not enough states to tell. */
export const NOT_KNOWN = -2;

/** States of one expression at most. */
const MAX_STATES = 128;
/** Instructions in all states of one expression at most. */
const MAX_REACHED = 2_048;
/** Room for so many states at first. */
const FIRST_STATES = 8;
/** The state from which nothing matches. */
const DEAD = 0;
const NOT_MADE = -1;
const FROM_THE_START: readonly number[] = [0];

/** States that may still be made by all expressions that share it: a state takes about 300 bytes. */
export interface DfaRoom {
  states: number;
}

/** Instructions met while a state is made, by the number of the making. */
const met = new Float64Array(MAX_INSTRUCTIONS);
let making = 0;
const stack: number[] = [];

/** Finds where a match ends that begins at a given place. */
export class RegexDfa {
  /** Characters that the last `endFrom` read. */
  read = 0;
  readonly #program: RegexProgram;
  readonly #alphabet: RegexAlphabet;
  readonly #room: DfaRoom;
  /** At state × MAX_KINDS + kind: twice the next state, and one more where a match ends before the character; or NOT_MADE. */
  #moves = new Int16Array(0);
  /** Per state, its instructions that read or match, or else what leads to them; whether it is the latter, and then what assertions see to its left. */
  readonly #held: (readonly number[])[] = [[]];
  readonly #waits: boolean[] = [false];
  readonly #lefts: number[] = [0];
  readonly #byKey = new Map<string, number>();
  /** Per side, the state in which a match begins, or DEAD where it is not made yet. */
  readonly #starts = new Uint8Array(SIDES);
  #size = 0;

  constructor(program: RegexProgram, room: DfaRoom) {
    this.#program = program;
    this.#alphabet = new RegexAlphabet(program);
    this.#room = room;
  }

  /**
   * The end of the match that the expression prefers of those that begin at `start`; -1 for none, or NOT_KNOWN.
   * @param most characters that may be read
   */
  endFrom(text: string, start: number, most: number): number {
    const alphabet = this.#alphabet;
    let state = this.#startAt(text, start);
    let end = -1;
    let at = start;
    while (state > DEAD) {
      const codePoint = at < text.length ? text.codePointAt(at)! : -1;
      const kind = codePoint < 0 ? 0 : alphabet.kindOf(codePoint);
      if (kind < 0 || at - start > most) return this.#giveUp(at - start);
      let move = this.#moves[state * MAX_KINDS + kind]!;
      if (move === NOT_MADE) {
        move = this.#make(state, kind);
        if (move < 0) return this.#giveUp(at - start);
      }
      if ((move & 1) === 1) end = at;
      state = move >> 1;
      at += codePoint > 0xffff ? 2 : 1;
    }
    this.read = at - start;
    return state < DEAD ? NOT_KNOWN : end;
  }

  #giveUp(read: number): number {
    this.read = read;
    return NOT_KNOWN;
  }

  /** The state in which a match begins at a place; NOT_KNOWN where there is no room for it. */
  #startAt(text: string, at: number): number {
    const left = this.#alphabet.sideOf(codePointBefore(text, at));
    const known = this.#starts[left]!;
    if (known !== DEAD) return known;
    const state = this.#stateOf(FROM_THE_START, left);
    // A program that matches nothing has no instructions to begin with; that is as rare as it is cheap to ask again.
    if (state > DEAD) this.#starts[left] = state;
    return state;
  }

  /** The move of a state by a kind of character, or NOT_KNOWN. */
  #make(state: number, kind: number): number {
    const { ops, xs, classes } = this.#program;
    const codePoint = this.#alphabet.sampleOf(kind);
    const right = this.#alphabet.sideOfKind(kind);
    let matches = 0;
    const next: number[] = [];
    for (const pc of this.#settle(state, right)) {
      const op = ops[pc];
      if (op === MATCH) {
        matches = 1;
        // Whoever comes after has less right.
        break;
      }
      const goes = op === CHARACTER ? xs[pc] === codePoint : codePoint >= 0 && classes[xs[pc]!]!.has(codePoint);
      if (goes) next.push(pc + 1);
    }
    const to = this.#stateOf(next, right);
    if (to < 0) return NOT_KNOWN;
    const move = to * 2 + matches;
    this.#moves[state * MAX_KINDS + kind] = move;
    return move;
  }

  /** The instructions of a state that read or match, now that what stands to its right is known. */
  #settle(state: number, right: number): readonly number[] {
    const held = this.#held[state]!;
    return this.#waits[state] === true ? this.#reachedFrom(held, { left: this.#lefts[state]!, right }) : held;
  }

  /**
   * The instructions to which others lead without reading a character, in order of their right.
   * @param sides what stands at the place; where it is not known yet, assertions are among what is reached
   */
  #reachedFrom(froms: readonly number[], sides: Sides | undefined): readonly number[] {
    const reached: number[] = [];
    making += 1;
    for (const from of froms) this.#follow(reached, from, sides);
    return reached;
  }

  #follow(reached: number[], from: number, sides: Sides | undefined): void {
    const { ops, xs } = this.#program;
    stack.push(from);
    while (stack.length > 0) {
      const pc = stack.pop()!;
      if (met[pc] === making) continue;
      met[pc] = making;
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
          if (sides === undefined) reached.push(pc);
          else if (holds(ASSERTIONS[xs[pc]!]!, sides.left, sides.right)) stack.push(pc + 1);
          break;
        case CHARACTER:
        case CLASS:
        case MATCH:
          reached.push(pc);
      }
    }
  }

  /**
   * The number of a state, which is made where it is not there; NOT_KNOWN where there is no room.
   * @param froms what leads to it, in order of its right
   */
  #stateOf(froms: readonly number[], side: number): number {
    const reached = this.#reachedFrom(froms, undefined);
    if (reached.length === 0) return DEAD;
    const { ops } = this.#program;
    // Assertions that come to hold must not be gone on from one by one: what was passed on the way to one is not passed again.
    const waits = reached.some((pc) => ops[pc] === ASSERT);
    const held = waits ? [...new Set(froms)] : reached;
    const left = waits ? side : 0;
    const key = `${waits ? `${left} waits` : ""} ${held.join(" ")}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const state = this.#held.length;
    this.#size += held.length;
    if (state === MAX_STATES || this.#size > MAX_REACHED || this.#room.states <= 0) {
      this.#size -= held.length;
      return NOT_KNOWN;
    }
    this.#room.states -= 1;
    if ((state + 1) * MAX_KINDS > this.#moves.length) {
      const moves = new Int16Array(Math.max(FIRST_STATES * MAX_KINDS, this.#moves.length * 2)).fill(NOT_MADE);
      moves.set(this.#moves);
      this.#moves = moves;
    }
    this.#held.push(held);
    this.#waits.push(waits);
    this.#lefts.push(left);
    this.#byKey.set(key, state);
    return state;
  }
}

/** What assertions see to the left and to the right of a place. */
interface Sides {
  readonly left: number;
  readonly right: number;
}
