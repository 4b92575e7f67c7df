/**
 * The tables of the automaton: a trie in a double array (Aoe, "An efficient digital search algorithm by using a
 * double-array structure", 1989) with the failure and output links of Aho and Corasick (1975).
 */

/**
 * A state is the offset of its four cells: `base`, `check`, `fail`, `output`. The child of state s by the unit of code c
 * is at base(s) + 4c, and is there if its check is s. Side by side, because a step reads most of them.
 */
export interface Trie {
  /** The code of each UTF-16 code unit; 0 is a unit that no needle has. */
  readonly codes: Uint16Array;
  /** base, check, fail (the state of the longest proper suffix), output (this state or the nearest along `fail` that ends a needle, or 0). */
  readonly cells: Int32Array;
  /** Per state (by its offset / 4), the first needle that ends there, or -1. */
  readonly heads: Int32Array;
  /** Per needle, the next one with the same text, or -1. */
  readonly nexts: Int32Array;
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
}

/** Codes for the code units that occur, the most frequent first: small codes pack the double array better. */
function assignCodes(needles: readonly string[]): { codes: Uint16Array; total: number; distinct: number } {
  const frequency = new Uint32Array(0x10000);
  let total = 0;
  for (const needle of needles) {
    total += needle.length;
    for (let i = 0; i < needle.length; i++) frequency[needle.charCodeAt(i)]! += 1;
  }
  const units: number[] = [];
  for (let unit = 0; unit < 0x10000; unit++) if (frequency[unit]! > 0) units.push(unit);
  units.sort((a, b) => frequency[b]! - frequency[a]! || a - b);
  const codes = new Uint16Array(0x10000);
  for (const [index, unit] of units.entries()) codes[unit] = index + 1;
  return { codes, total, distinct: units.length };
}

/** Builds the tables, breadth first: when a state gets its failure link, every shallower state has its children. */
export function buildTrie(needles: readonly string[]): Trie {
  const { codes, total, distinct } = assignCodes(needles);
  const order = Uint32Array.from(needles.keys()).filter((index) => needles[index] !== "");
  // By code units, so that needles with a common prefix stand together; equal ones in order of their index.
  order.sort((a, b) => (needles[a]! < needles[b]! ? -1 : needles[a]! > needles[b]! ? 1 : a - b));
  const nexts = new Int32Array(needles.length).fill(-1);
  const slots = new Slots(Math.max(total >> 1, distinct) + 2);
  slots.take(0);

  // A queue entry is a state (by slot) and the range of needles in `order` that pass through it.
  let level = { states: [0], from: [0], to: [order.length] };
  const childCodes = new Uint16Array(distinct + 1);
  for (let depth = 0; level.states.length > 0; depth++) {
    const below = { states: [] as number[], from: [] as number[], to: [] as number[] };
    for (let entry = 0; entry < level.states.length; entry++) {
      const state = level.states[entry]!;
      const end = level.to[entry]!;
      let at = level.from[entry]!;
      // The shortest sort first: those that end here.
      let previous = -1;
      while (at < end && needles[order[at]!]!.length === depth) {
        const needle = order[at]!;
        if (previous < 0) slots.heads[state] = needle;
        else nexts[previous] = needle;
        previous = needle;
        at += 1;
      }
      if (at === end) continue;

      const firstChild = below.states.length;
      let count = 0;
      while (at < end) {
        const unit = needles[order[at]!]!.charCodeAt(depth);
        const from = at;
        do at += 1;
        while (at < end && needles[order[at]!]!.charCodeAt(depth) === unit);
        below.states.push(codes[unit]!);
        below.from.push(from);
        below.to.push(at);
        count += 1;
      }
      for (let k = 0; k < count; k++) childCodes[k] = below.states[firstChild + k]!;
      const base = slots.findBase(count === 1 ? childCodes : childCodes.subarray(0, count).sort(), count);
      slots.cells[state * 4 + BASE] = base * 4;
      for (let k = 0; k < count; k++) {
        const child = base + below.states[firstChild + k]!;
        slots.take(child);
        slots.cells[child * 4 + CHECK] = state * 4;
        below.states[firstChild + k] = child;
      }
    }
    // The children of this level now stand, and so do those of every shallower state: their links can be followed.
    link(slots, codes, needles, order, below, depth);
    level = below;
  }

  // Codes up to the largest may be added to any base without leaving the table.
  const size = slots.used + distinct + 1;
  const cells = new Int32Array(size * 4);
  cells.set(slots.cells.subarray(0, slots.used * 4));
  const heads = slots.heads.slice(0, slots.used);
  for (let slot = 0; slot < size; slot++) {
    if (slot >= slots.used || cells[slot * 4 + CHECK] === FREE) cells.fill(FREE, slot * 4, slot * 4 + 4);
  }
  // The root is nobody's child.
  cells[CHECK] = FREE;
  return { codes, cells, heads, nexts };
}

/** Sets the failure and output links of the states one below `depth`. */
function link(
  slots: Slots,
  codes: Uint16Array,
  needles: readonly string[],
  order: Uint32Array,
  below: { readonly states: readonly number[]; readonly from: readonly number[] },
  depth: number,
): void {
  const { cells } = slots;
  for (let entry = 0; entry < below.states.length; entry++) {
    const child = below.states[entry]! * 4;
    const needle = needles[order[below.from[entry]!]!]!;
    let fail = 0;
    if (depth > 0) {
      const code = codes[needle.charCodeAt(depth)]!;
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
    cells[child + OUTPUT] = needle.length === depth + 1 ? child : cells[fail + OUTPUT]!;
  }
}
