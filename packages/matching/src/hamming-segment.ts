/** A part of a hash index that does not grow: for each slot, the rows sorted by the slot's value. */
import { PDQ_BITS } from "./image-hash.js";
import { masksOf, probesOf, type Slots, slotRadius, slotValue } from "./hamming-slots.js";

/** What a search looks for, and what it is told. */
export interface Search {
  /** The hash: eight words. */
  readonly query: Int32Array;
  /** Rows further away are passed over; may shrink while the search goes on. */
  limit: number;
  /** Told each row up to `limit` once, in no order. */
  take(row: number, distance: number): void;
}

/** The rows of an index, as its parts read them. */
export interface Rows {
  /** Eight words for each row. */
  readonly words: Int32Array;
  /** The number of the search that has looked at a row last. */
  readonly seen: Uint8Array;
}

/** Which rows of an index have a value in a slot: those from `starts[value]` to before `starts[value + 1]`. */
interface SlotTable {
  readonly starts: Uint32Array;
  readonly rows: Uint32Array;
}

/** A row that is looked up costs about as much as this many that are compared in sequence, since its words are far away. */
const LOOKUP_COST = 4;

/** Rows from `from` to before `to`, indexed. */
export class HammingSegment {
  readonly from: number;
  readonly to: number;
  readonly #slots: Slots;
  readonly #tables: readonly SlotTable[];
  /** By radius: 0 not worked out yet, 1 looking up pays, 2 it does not. */
  readonly #paying = new Uint8Array(PDQ_BITS + 1);

  constructor(words: Int32Array, from: number, to: number, slots: Slots) {
    this.from = from;
    this.to = to;
    this.#slots = slots;
    this.#tables = slots.widths.map((width, slot) => sortRows(words, from, to, slots.offsets[slot]!, width));
  }

  get bytes(): number {
    return this.#tables.reduce((sum, { starts, rows }) => sum + starts.byteLength + rows.byteLength, 0);
  }

  /** Radii after which a search for the nearest pauses: the next one costs many times as much. */
  stages(radius: number): number[] {
    const { count } = this.#slots;
    const stages: number[] = [];
    for (let stage = count - 1; stage < radius && this.#pays(stage); stage += count) stages.push(stage);
    return [...stages, radius];
  }

  /** Finds the rows of this part up to `radius`, at which the search's limit must not lie beyond. */
  search({ words, seen }: Rows, mark: number, radius: number, search: Search): void {
    if (!this.#pays(radius)) {
      scanRows(words, seen, mark, this.from, this.to, search);
      return;
    }
    // Where hashes crowd together, slots lead to most of the rows, and that is dearer than comparing all.
    let budget = Math.ceil((this.to - this.from) / LOOKUP_COST);
    for (let slot = 0; slot < this.#slots.count; slot++) {
      const within = slotRadius(this.#slots, slot, radius);
      if (within < 0) return;
      budget = this.#searchSlot(words, seen, mark, slot, within, budget, search);
      if (budget < 0) {
        scanRows(words, seen, mark, this.from, this.to, search);
        return;
      }
    }
  }

  /** Whether looking up is cheaper than comparing with every row, as far as evenly spread hashes tell. */
  #pays(radius: number): boolean {
    if (this.#paying[radius] === 0) this.#paying[radius] = this.#weigh(radius) ? 1 : 2;
    return this.#paying[radius] === 1;
  }

  #weigh(radius: number): boolean {
    const rows = this.to - this.from;
    const probes = probesOf(this.#slots, radius);
    const found = (probes * rows) / 2 ** this.#slots.widths[this.#slots.count - 1]!;
    return probes + found * LOOKUP_COST < rows;
  }

  #searchSlot(
    words: Int32Array,
    seen: Uint8Array,
    mark: number,
    slot: number,
    within: number,
    budget: number,
    search: Search,
  ): number {
    const { query } = search;
    const { starts, rows } = this.#tables[slot]!;
    const width = this.#slots.widths[slot]!;
    const value = slotValue(query, 0, this.#slots.offsets[slot]!, width);
    const { values: masks, counts } = masksOf(width, within);
    const ways = counts[within]!;
    let left = budget;
    for (let way = 0; way < ways && left >= 0; way++) {
      const bucket = value ^ masks[way]!;
      const end = starts[bucket + 1]!;
      let at = starts[bucket]!;
      left -= end - at;
      for (; at < end; at++) {
        const row = rows[at]!;
        if (seen[row] === mark) continue;
        seen[row] = mark;
        const distance = distanceUpTo(words, row * 8, query, search.limit);
        if (distance <= search.limit) search.take(row, distance);
      }
    }
    return left;
  }
}

/** Compares with every row from `from` to before `to` that this search has not seen. */
export function scanRows(
  words: Int32Array,
  seen: Uint8Array,
  mark: number,
  from: number,
  to: number,
  search: Search,
): void {
  const { query } = search;
  for (let row = from; row < to; row++) {
    const distance = distanceUpTo(words, row * 8, query, search.limit);
    if (distance > search.limit || seen[row] === mark) continue;
    seen[row] = mark;
    search.take(row, distance);
  }
}

/** Sorts rows by a slot's value, rows of equal value in their order (a counting sort). */
function sortRows(words: Int32Array, from: number, to: number, offset: number, width: number): SlotTable {
  const starts = new Uint32Array(2 ** width + 1);
  const rows = new Uint32Array(to - from);
  for (let row = from; row < to; row++) starts[slotValue(words, row * 8, offset, width)]!++;
  let sum = 0;
  for (let value = 0; value < starts.length; value++) {
    const count = starts[value]!;
    starts[value] = sum;
    sum += count;
  }
  for (let row = from; row < to; row++) rows[starts[slotValue(words, row * 8, offset, width)]!++] = row;
  // Each start has moved to its end, which is the start of the next.
  starts.copyWithin(1, 0);
  starts[0] = 0;
  return { starts, rows };
}

/** Set bits of two words, as four sums of at most 16 each in the bytes (Warren, "Hacker's Delight", 5-1). */
function pairCounts(a: number, b: number): number {
  const c = (a - ((a >>> 1) & 0x55555555)) | 0;
  const d = (b - ((b >>> 1) & 0x55555555)) | 0;
  const e = ((c & 0x33333333) + ((c >>> 2) & 0x33333333)) | 0;
  const f = ((d & 0x33333333) + ((d >>> 2) & 0x33333333)) | 0;
  return ((e & 0x0f0f0f0f) + ((e >>> 4) & 0x0f0f0f0f) + ((f & 0x0f0f0f0f) + ((f >>> 4) & 0x0f0f0f0f))) | 0;
}

/** The distance of a hash, or of its first half where that alone exceeds `limit`. */
function distanceUpTo(words: Int32Array, base: number, query: Int32Array, limit: number): number {
  const first =
    pairCounts(words[base]! ^ query[0]!, words[base + 1]! ^ query[1]!) +
    pairCounts(words[base + 2]! ^ query[2]!, words[base + 3]! ^ query[3]!);
  const half = Math.imul(first, 0x01010101) >>> 24;
  if (half > limit) return half;
  const second =
    pairCounts(words[base + 4]! ^ query[4]!, words[base + 5]! ^ query[5]!) +
    pairCounts(words[base + 6]! ^ query[6]!, words[base + 7]! ^ query[7]!);
  return half + (Math.imul(second, 0x01010101) >>> 24);
}
