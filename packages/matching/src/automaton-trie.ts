/**
 * The tables of the automaton: a trie in a double array (Aoe, "An efficient digital search algorithm by using a
 * double-array structure", 1989) with the failure and output links of Aho and Corasick (1975).
 */
import { addMoves, type Moves } from "./automaton-moves.js";

/**
 * A state is the offset of its four cells: `base`, `check`, `fail`, `output`. The child of state s by the unit of code c
 * is at base(s) + 4c, and is there if its check is s. Side by side, because a step reads most of them.
 */
export interface Trie {
  /** The code of each UTF-16 code unit; 0 is a unit that no needle has. */
  readonly codes: Uint16Array;
  /**
   * base, check, fail (the state of the longest proper suffix; see `addMoves`), output (this state or the nearest along `fail`
   * that ends a needle, or 0).
   */
  readonly cells: Int32Array;
  /** Per state (by its offset / 4), the first needle that ends there, or -1. */
  readonly heads: Int32Array;
  /** Per needle, the next one with the same text, or -1. */
  readonly nexts: Int32Array;
  /** Per needle that is the first of its text, the state of the longest needle that it ends with, or 0. */
  readonly shorter: Int32Array;
}

const BASE = 0;
const CHECK = 1;
const FAIL = 2;
const OUTPUT = 3;

/** Never a state: the mark of a free slot. */
const FREE = -1;

/** How many free slots are tried for a node with several children before it goes to the end. Bounds the time to build. */
const MAX_TRIES = 64;

/** Grows as states are placed, and finds them room. Slots are counted in states, not in cells. */
class Slots {
  cells: Int32Array;
  heads: Int32Array;
  /** Doubly linked list of the free slots, kept in the unused `fail` and `output` cells. */
  #firstFree = -1;
  #lastFree = -1;
  capacity = 0;
  /** One more than the last slot used. */
  used = 0;

  constructor(expected: number) {
    this.cells = new Int32Array(0);
    this.heads = new Int32Array(0);
    this.#grow(expected);
  }

  #grow(capacity: number): void {
    const cells = new Int32Array(capacity * 4);
    cells.set(this.cells);
    const heads = new Int32Array(capacity);
    heads.set(this.heads);
    heads.fill(-1, this.capacity);
    for (let slot = this.capacity; slot < capacity; slot++) {
      cells[slot * 4 + CHECK] = FREE;
      cells[slot * 4 + FAIL] = slot === this.capacity ? this.#lastFree : slot - 1;
      cells[slot * 4 + OUTPUT] = slot + 1 < capacity ? slot + 1 : -1;
    }
    if (this.#lastFree >= 0) cells[this.#lastFree * 4 + OUTPUT] = this.capacity;
    else this.#firstFree = this.capacity;
    this.#lastFree = capacity - 1;
    this.cells = cells;
    this.heads = heads;
    this.capacity = capacity;
  }

  /** Takes a free slot out of the list; its four cells are then the state's. */
  take(slot: number): void {
    const before = this.cells[slot * 4 + FAIL]!;
    const after = this.cells[slot * 4 + OUTPUT]!;
    if (before >= 0) this.cells[before * 4 + OUTPUT] = after;
    else this.#firstFree = after;
    if (after >= 0) this.cells[after * 4 + FAIL] = before;
    else this.#lastFree = before;
    this.cells.fill(0, slot * 4, slot * 4 + 4);
    if (slot >= this.used) this.used = slot + 1;
  }

  /** A base (in slots) at which every one of these codes (ascending) finds a free slot. */
  findBase(codes: Uint16Array, count: number): number {
    const lowest = codes[0]!;
    const highest = codes[count - 1]!;
    let tries = 0;
    for (let slot = this.#firstFree; slot >= 0; slot = this.cells[slot * 4 + OUTPUT]!) {
      const base = slot - lowest;
      if (base < 0) continue;
      if (base + highest >= this.capacity || ++tries > MAX_TRIES) break;
      let fits = true;
      for (let k = 1; k < count; k++) {
        if (this.cells[(base + codes[k]!) * 4 + CHECK] !== FREE) {
          fits = false;
          break;
        }
      }
      if (fits) return base;
    }
    const base = Math.max(0, this.used - lowest);
    if (base + highest >= this.capacity) this.#grow(Math.max(base + highest + 1, Math.ceil(this.capacity * 1.5)));
    return base;
  }

  /**
   * The tables, with room at the end for every code to be added to any base. They may be views of a little more memory: a copy
   * would take as much again.
   */
  finish(codes: number): { cells: Int32Array; heads: Int32Array } {
    const size = this.used + codes + 1;
    if (size > this.capacity) this.#grow(size);
    const cells = this.cells.subarray(0, size * 4);
    for (let slot = 0; slot < size; slot++) {
      if (cells[slot * 4 + CHECK] === FREE) cells.fill(FREE, slot * 4, slot * 4 + 4);
    }
    // The root is nobody's child.
    cells[CHECK] = FREE;
    return { cells, heads: this.heads.subarray(0, this.used) };
  }
}

/** Codes for the code units that occur, the most frequent first: small codes pack the double array better. */
function assignCodes(needles: readonly string[]): { codes: Uint16Array; distinct: number } {
  const frequency = new Uint32Array(0x10000);
  for (const needle of needles) {
    for (let i = 0; i < needle.length; i++) frequency[needle.charCodeAt(i)]! += 1;
  }
  const units: number[] = [];
  for (let unit = 0; unit < 0x10000; unit++) if (frequency[unit]! > 0) units.push(unit);
  units.sort((a, b) => frequency[b]! - frequency[a]! || a - b);
  const codes = new Uint16Array(0x10000);
  for (const [index, unit] of units.entries()) codes[unit] = index + 1;
  return { codes, distinct: units.length };
}

/** States of one depth, side by side: the state (by slot), and the range of `words` that pass through it. */
class Level {
  readonly states: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  size = 0;

  /** @param words a level has no more states than there are words */
  constructor(words: number) {
    this.states = new Int32Array(words);
    this.from = new Int32Array(words);
    this.to = new Int32Array(words);
  }

  add(state: number, from: number, to: number): void {
    this.states[this.size] = state;
    this.from[this.size] = from;
    this.to[this.size] = to;
    this.size += 1;
  }
}

/** Chains needles with the same text, and gives the texts in order of their code units, without the empty one. */
function sortWords(needles: readonly string[]): { words: string[]; first: Int32Array; nexts: Int32Array } {
  const firsts = new Map<string, number>();
  const nexts = new Int32Array(needles.length);
  for (let index = needles.length - 1; index >= 0; index--) {
    const needle = needles[index]!;
    nexts[index] = firsts.get(needle) ?? -1;
    firsts.set(needle, index);
  }
  firsts.delete("");
  // By code units, as sorting does of itself, so that those with a common prefix stand together.
  const words = [...firsts.keys()].sort();
  return { words, first: Int32Array.from(words, (word) => firsts.get(word)!), nexts };
}

/** How many states the trie of sorted words has: one for each prefix. */
function countStates(words: readonly string[]): number {
  let count = 1;
  let previous = "";
  for (const word of words) {
    const most = Math.min(word.length, previous.length);
    let shared = 0;
    while (shared < most && word.charCodeAt(shared) === previous.charCodeAt(shared)) shared += 1;
    count += word.length - shared;
    previous = word;
  }
  return count;
}

/** Builds the tables, breadth first: when a state gets its failure link, every shallower state has its children. */
export function buildTrie(needles: readonly string[]): Trie & Moves {
  const { codes, distinct } = assignCodes(needles);
  const { words, first, nexts } = sortWords(needles);
  // A few slots in a hundred stay free.
  const slots = new Slots(Math.ceil(countStates(words) * 1.05) + distinct + 64);
  slots.take(0);

  let level = new Level(words.length + 1);
  let below = new Level(words.length + 1);
  level.add(0, 0, words.length);
  const childCodes = new Uint16Array(distinct + 1);
  for (let depth = 0; level.size > 0; depth++) {
    below.size = 0;
    for (let entry = 0; entry < level.size; entry++) {
      const state = level.states[entry]!;
      const end = level.to[entry]!;
      let at = level.from[entry]!;
      // The shortest sorts first: the one that ends here.
      if (at < end && words[at]!.length === depth) slots.heads[state] = first[at++]!;
      if (at === end) continue;

      const firstChild = below.size;
      while (at < end) {
        const unit = words[at]!.charCodeAt(depth);
        const from = at;
        do at += 1;
        while (at < end && words[at]!.charCodeAt(depth) === unit);
        below.add(codes[unit]!, from, at);
      }
      const count = below.size - firstChild;
      for (let k = 0; k < count; k++) childCodes[k] = below.states[firstChild + k]!;
      const base = slots.findBase(count === 1 ? childCodes : childCodes.subarray(0, count).sort(), count);
      slots.cells[state * 4 + BASE] = base * 4;
      for (let k = firstChild; k < below.size; k++) {
        const child = base + below.states[k]!;
        slots.take(child);
        slots.cells[child * 4 + CHECK] = state * 4;
        below.states[k] = child;
      }
    }
    // The children of this level now stand, and so do those of every shallower state: their links can be followed.
    link(slots, codes, words, below, depth);
    [level, below] = [below, level];
  }
  const { cells, heads } = slots.finish(distinct);
  const shorter = new Int32Array(needles.length);
  for (let slot = 1; slot < heads.length; slot++) {
    const needle = heads[slot]!;
    if (needle >= 0) shorter[needle] = cells[cells[slot * 4 + FAIL]! + OUTPUT]!;
  }
  return { codes, cells, heads, nexts, shorter, ...addMoves({ cells, heads }, distinct) };
}

/** Sets the failure and output links of the states one below `depth`. */
function link(slots: Slots, codes: Uint16Array, words: readonly string[], below: Level, depth: number): void {
  const { cells } = slots;
  for (let entry = 0; entry < below.size; entry++) {
    const child = below.states[entry]! * 4;
    const word = words[below.from[entry]!]!;
    let fail = 0;
    if (depth > 0) {
      const code = codes[word.charCodeAt(depth)]!;
      let candidate = cells[cells[child + CHECK]! + FAIL]!;
      for (;;) {
        const next = cells[candidate]! + code * 4;
        if (cells[next + CHECK] === candidate) {
          fail = next;
          break;
        }
        if (candidate === 0) break;
        candidate = cells[candidate + FAIL]!;
      }
    }
    cells[child + FAIL] = fail;
    // The shortest of a range comes first, so the first ends here if any does.
    cells[child + OUTPUT] = word.length === depth + 1 ? child : cells[fail + OUTPUT]!;
  }
}
