/**
 * Floods: the same text, or nearly, posted again and again within a window of time. State is a fold of what was added: the same
 * texts in the same order always give the same answers. Time comes from the caller.
 *
 * A text joins the flood whose first text it is most like, or begins one. Comparing with first texts only keeps an answer as quick
 * when ten thousand copies are there, and keeps a flood from drifting to another text step by step.
 */
import { MatchingError } from "./matching-error.js";
import { ShingleIndex, sketchOf } from "./near-duplicate-index.js";
import { SIMILARITY_FLOOR } from "./sample-bank.js";
import { shinglesOf } from "./shingles.js";

export interface FloodOptions {
  /** How long a text counts, in milliseconds. */
  readonly windowMs: number;
  /** From which Jaccard similarity of their shingles on two texts are near twins: 0.5 to 1, 0.8 unless told. */
  readonly similarity?: number;
  /** Texts that are remembered at most, 1 to 10 million, 100,000 unless told: beyond it the oldest is forgotten before its time. */
  readonly maxEntries?: number;
}

/** What a text was added to. */
export interface Flood {
  /** Near twins that were added before and are within the window. */
  readonly twins: number;
  /** Different keys (accounts) of the twins and the text itself. 0 where none came with a key. */
  readonly keys: number;
  /** Id of the earliest twin within the window. */
  readonly first: string | undefined;
}

export interface FloodDetector {
  /** Texts that are remembered. */
  readonly size: number;
  /** Memory of the index and the window, without ids and keys. At most 8 kB for each text that is no near twin. */
  readonly bytes: number;
  /**
   * Adds a text, and says what it repeats. Time does not go back: a text that comes late counts as of the latest time
   * seen. A text without a letter or digit repeats nothing, and is not remembered. Of long texts, the first 2,000 code units
   * (folded) count.
   * @param timeMs milliseconds since the epoch
   * @param key whom the text is from, such as an account
   */
  add(id: string, text: string, timeMs: number, key?: string): Flood;
}

const DEFAULT_SIMILARITY = 0.8;
const DEFAULT_ENTRIES = 100_000;
const MAX_ENTRIES = 10_000_000;

/** Code units of a folded text that are compared. */
const COMPARED = 2_000;

const NO_FLOOD: Flood = { twins: 0, keys: 0, first: undefined };

/** Texts that are near twins of one text. */
interface Group {
  size: number;
  /** Places of its earliest and latest text in the window. */
  first: number;
  last: number;
  /** How many of its texts have a key. */
  readonly keys: Map<string, number>;
}

class Floods implements FloodDetector {
  readonly #windowMs: number;
  readonly #similarity: number;
  readonly #room: number;
  readonly #index = new ShingleIndex();
  /** By the set of the first text in the index. */
  readonly #groups = new Map<number, Group>();
  /** The window as a ring: the oldest text is at `#start`. */
  #start = 0;
  #size = 0;
  #now = Number.NEGATIVE_INFINITY;
  #added = 0;
  readonly #times: Float64Array;
  readonly #sets: Int32Array;
  /** Place of the next text of the same group. */
  readonly #next: Int32Array;
  readonly #ids: (string | undefined)[] = [];
  readonly #keys: (string | undefined)[] = [];

  constructor({ windowMs, similarity = DEFAULT_SIMILARITY, maxEntries = DEFAULT_ENTRIES }: FloodOptions) {
    check("windowMs", windowMs, windowMs > 0 && Number.isFinite(windowMs), "a number of milliseconds above 0");
    check("similarity", similarity, similarity >= SIMILARITY_FLOOR && similarity <= 1, `from ${SIMILARITY_FLOOR} to 1`);
    const isCount = Number.isInteger(maxEntries) && maxEntries >= 1 && maxEntries <= MAX_ENTRIES;
    check("maxEntries", maxEntries, isCount, `a whole number from 1 to ${MAX_ENTRIES}`);
    this.#windowMs = windowMs;
    this.#similarity = similarity;
    this.#room = maxEntries;
    this.#times = new Float64Array(maxEntries);
    this.#sets = new Int32Array(maxEntries);
    this.#next = new Int32Array(maxEntries);
  }

  get size(): number {
    return this.#size;
  }
  get bytes(): number {
    return this.#index.bytes + this.#times.byteLength + this.#sets.byteLength + this.#next.byteLength;
  }

  add(id: string, text: string, timeMs: number, key?: string): Flood {
    if (timeMs > this.#now) this.#now = timeMs;
    while (this.#size > 0 && this.#times[this.#start]! <= this.#now - this.#windowMs) this.#forgetOldest();
    const sketch = sketchOf(shinglesOf(text, COMPARED));
    if (sketch.shingles.length === 0) return NO_FLOOD;
    if (this.#size === this.#room) this.#forgetOldest();
    const nearest = this.#index.nearest(sketch, this.#similarity);
    const set = nearest?.id ?? this.#index.add(sketch, this.#added);
    const place = this.#remember(id, key, set);
    let group = this.#groups.get(set);
    if (group === undefined) {
      group = { size: 0, first: place, last: place, keys: new Map() };
      this.#groups.set(set, group);
    }
    const twins = group.size;
    const first = twins === 0 ? undefined : this.#ids[group.first];
    if (twins > 0) this.#next[group.last] = place;
    group.last = place;
    group.size += 1;
    if (key !== undefined) group.keys.set(key, (group.keys.get(key) ?? 0) + 1);
    return { twins, keys: group.keys.size, first };
  }

  #remember(id: string, key: string | undefined, set: number): number {
    const place = (this.#start + this.#size) % this.#room;
    this.#size += 1;
    this.#added += 1;
    this.#times[place] = this.#now;
    this.#sets[place] = set;
    this.#ids[place] = id;
    this.#keys[place] = key;
    return place;
  }

  #forgetOldest(): void {
    const place = this.#start;
    const set = this.#sets[place]!;
    const group = this.#groups.get(set)!;
    const key = this.#keys[place];
    if (key !== undefined) {
      const left = group.keys.get(key)! - 1;
      if (left === 0) group.keys.delete(key);
      else group.keys.set(key, left);
    }
    group.size -= 1;
    group.first = this.#next[place]!;
    if (group.size === 0) {
      this.#groups.delete(set);
      this.#index.remove(set);
    }
    this.#ids[place] = undefined;
    this.#keys[place] = undefined;
    this.#start = (place + 1) % this.#room;
    this.#size -= 1;
  }
}

function check(name: string, value: number, isValid: boolean, wanted: string): void {
  if (isValid) return;
  throw new MatchingError("EH_FLOOD_INVALID", `${name} of a flood detector is ${value}; it has to be ${wanted}.`);
}

/**
 * A detector of floods with nothing in it yet.
 * @throws MatchingError EH_FLOOD_INVALID for options out of range
 */
export function createFloodDetector(options: FloodOptions): FloodDetector {
  return new Floods(options);
}
