/**
 * An index of sets of shingles that finds the nearest one. Candidates come from bands of their signatures (Indyk and Motwani,
 * "Approximate nearest neighbors", 1998); among candidates the similarity is exact.
 */
import { BandTable, grown } from "./near-duplicate-bands.js";
import { PLACES, writeBandKeys, writeSignature } from "./near-duplicate-signature.js";
import { ShingleStore } from "./near-duplicate-store.js";
import { jaccardFrom, mix32, shinglesOf } from "./shingles.js";

/** A text prepared for several indexes. */
export interface TextSketch {
  /** Sorted and distinct. */
  readonly shingles: Uint32Array;
  /** See `writeSignature`. Empty where there are no shingles. */
  readonly signature: Uint32Array;
}

/** Prepares a text: worth it where more than one bank is asked. */
export function sketchText(text: string): TextSketch {
  return sketchOf(shinglesOf(text));
}

export function sketchOf(shingles: Uint32Array): TextSketch {
  const signature = new Uint32Array(shingles.length === 0 ? 0 : PLACES);
  writeSignature(shingles, 0, shingles.length, signature);
  return { shingles, signature };
}

interface Tuning {
  readonly rows: number;
  readonly bands: number;
  /** Sets of one bucket that are looked at, the latest first. */
  readonly most: number;
}

/** For few sets: finds what is similar at 0.5 in all but 12 of a million cases. */
const FINE: Tuning = { rows: 3, bands: 85, most: Number.POSITIVE_INFINITY };

/**
 * For many: with the fine tuning, unrelated texts of one language, of which a few shingles in a hundred are the same, would make
 * thousands of candidates. Finds 0.998 of what is similar at 0.8 or more, 0.98 at 0.7, 0.86 at 0.6, 0.54 at 0.5.
 */
const COARSE: Tuning = { rows: 5, bands: 25, most: 64 };

/** How rarely what is nearer than the nearest so far may share so few bands with a text that it is not looked at. */
const RARELY = 0.001;

/** By similarity in percent: bands that a set as similar as that shares with a text in all but rare cases. */
const leastByPercent = Uint8Array.from({ length: 101 }, (_, similarity) => {
  const chance = (similarity / 100) ** COARSE.rows;
  let least = 0;
  let below = 0;
  for (let exactly = (1 - chance) ** COARSE.bands; below + exactly <= RARELY && least < COARSE.bands; least++) {
    below += exactly;
    exactly *= ((COARSE.bands - least) / (least + 1)) * (chance / (1 - chance));
  }
  return least;
});

function leastShared(similarity: number): number {
  return leastByPercent[Math.floor(similarity * 100)]!;
}

/** For sorting: how many sets share so many bands, then where those go. */
const perLevel = new Int32Array(FINE.bands + 1);

/** Sets above which the coarse tuning is used; below half of it, the fine one again. */
const FINE_LIMIT = 10_000;

/** A set and how similar it is. */
export interface NearestSet {
  readonly id: number;
  readonly similarity: number;
}

const signature = new Uint32Array(PLACES);

/** Sets of shingles, each in it once, by small whole numbers that are used again after a set is removed. */
export class ShingleIndex {
  readonly #store = new ShingleStore();
  #count = 0;
  #tuning: Tuning;
  #table: BandTable;
  #keys: Uint32Array;
  /** By the hash of the whole set: tells that a set is there already. */
  #whole: BandTable;
  readonly #wholeKey = new Uint32Array(1);
  #ranks = new Float64Array(16);
  /** The query that last saw a set, so that each is looked at once. */
  #seen = new Uint32Array(16);
  /** How many bands a set shares with that query. */
  #shared = new Uint8Array(16);
  #query = 0;
  #found = new Int32Array(16);
  #sorted = new Int32Array(16);

  /** @param expected sets that are going to be added; only saves time */
  constructor(expected: number = 0) {
    this.#tuning = expected > FINE_LIMIT ? COARSE : FINE;
    this.#table = new BandTable(this.#tuning.bands, expected);
    this.#whole = new BandTable(1, expected);
    this.#keys = new Uint32Array(this.#tuning.bands);
  }

  get size(): number {
    return this.#count;
  }
  /** Memory in use. */
  get bytes(): number {
    const own = [this.#ranks, this.#seen, this.#shared, this.#found, this.#sorted];
    const tables = this.#store.bytes + this.#table.bytes + this.#whole.bytes;
    return own.reduce((sum, array) => sum + array.byteLength, tables);
  }

  /** The id of exactly this set, or -1. */
  find({ shingles }: TextSketch): number {
    const key = hashSet(shingles, 0, shingles.length);
    for (let id = this.#whole.first(0, key); id >= 0; id = this.#whole.next(0, id)) {
      if (this.#store.lengthOf(id) === shingles.length && this.#similarity(id, shingles, 1) === 1) return id;
    }
    return -1;
  }

  /**
   * Adds a set that is not in the index and not empty.
   * @param rank of two sets that are equally near, the one with the lower rank is the nearest
   */
  add(sketch: TextSketch, rank: number): number {
    const id = this.#store.add(sketch.shingles);
    if (id >= this.#ranks.length) {
      this.#ranks = grown(this.#ranks, id + 1);
      this.#seen = grown(this.#seen, id + 1);
      this.#shared = grown(this.#shared, id + 1);
    }
    this.#ranks[id] = rank;
    this.#count += 1;
    if (this.#tuning === FINE && this.#count > FINE_LIMIT) this.#rebuild(COARSE);
    else if (this.#count > this.#table.roomy) this.#rebuild(this.#tuning);
    else this.#insert(id, sketch.signature);
    return id;
  }

  remove(id: number): void {
    this.#readKeys(id);
    this.#table.remove(id, this.#keys);
    this.#whole.remove(id, this.#wholeKey);
    this.#store.remove(id);
    this.#count -= 1;
    if (this.#tuning === COARSE && this.#count < FINE_LIMIT / 2) this.#rebuild(FINE);
  }

  setRank(id: number, rank: number): void {
    this.#ranks[id] = rank;
  }

  /** The nearest set, or undefined where none is as similar as `floor`. */
  nearest(sketch: TextSketch, floor: number): NearestSet | undefined {
    const { shingles } = sketch;
    if (shingles.length === 0) return undefined;
    const same = this.find(sketch);
    if (same >= 0) return { id: same, similarity: 1 };
    let best = -1;
    let similarity = floor;
    const count = this.#collect(sketch);
    for (let k = 0; k < count; k++) {
      const id = this.#sorted[k]!;
      // Those that share many bands come first, so that soon nothing that shares few is worth a look.
      if (this.#tuning === COARSE && this.#shared[id]! < leastShared(similarity)) break;
      const exact = this.#similarity(id, shingles, similarity);
      if (exact < similarity) continue;
      if (exact > similarity || best < 0 || this.#ranks[id]! < this.#ranks[best]!) {
        best = id;
        similarity = exact;
      }
    }
    return best < 0 ? undefined : { id: best, similarity };
  }

  /** Reads into `#sorted` the sets that share a band with a sketch, those that share the most first, and says how many there are. */
  #collect({ signature: its }: TextSketch): number {
    const { rows, most, bands } = this.#tuning;
    const query = this.#nextQuery();
    let count = 0;
    perLevel.fill(0);
    writeBandKeys(its, rows, this.#keys);
    for (let band = 0; band < bands; band++) {
      let id = this.#table.first(band, this.#keys[band]!);
      for (let looked = 0; id >= 0 && looked < most; id = this.#table.next(band, id), looked++) {
        if (this.#seen[id] === query) {
          this.#shared[id]! += 1;
          continue;
        }
        this.#seen[id] = query;
        this.#shared[id] = 1;
        if (count === this.#found.length) this.#found = grown(this.#found, count + 1);
        this.#found[count++] = id;
      }
    }
    if (this.#sorted.length < count) this.#sorted = new Int32Array(this.#found.length);
    for (let k = 0; k < count; k++) perLevel[this.#shared[this.#found[k]!]!]! += 1;
    for (let level = bands, from = 0; level > 0; level--) {
      const those = perLevel[level]!;
      perLevel[level] = from;
      from += those;
    }
    for (let k = 0; k < count; k++) {
      const id = this.#found[k]!;
      this.#sorted[perLevel[this.#shared[id]!]!++] = id;
    }
    return count;
  }

  #similarity(id: number, shingles: Uint32Array, floor: number): number {
    const store = this.#store;
    return jaccardFrom(shingles, store.pageOf(id), store.fromOf(id), store.lengthOf(id), floor);
  }

  #insert(id: number, itsSignature: Uint32Array): void {
    writeBandKeys(itsSignature, this.#tuning.rows, this.#keys);
    this.#table.insert(id, this.#keys);
    this.#wholeKey[0] = this.#hashOf(id);
    this.#whole.insert(id, this.#wholeKey);
  }

  #readKeys(id: number): void {
    writeSignature(this.#store.pageOf(id), this.#store.fromOf(id), this.#store.lengthOf(id), signature);
    writeBandKeys(signature, this.#tuning.rows, this.#keys);
    this.#wholeKey[0] = this.#hashOf(id);
  }

  #hashOf(id: number): number {
    return hashSet(this.#store.pageOf(id), this.#store.fromOf(id), this.#store.lengthOf(id));
  }

  /** Lays the tables out anew. Signatures are not kept, because making them takes microseconds and keeping them a kilobyte each. */
  #rebuild(tuning: Tuning): void {
    const room = tuning === this.#tuning ? 2 * this.#table.roomy : this.#count;
    this.#tuning = tuning;
    this.#table = new BandTable(tuning.bands, room);
    this.#whole = new BandTable(1, room);
    this.#keys = new Uint32Array(tuning.bands);
    const ids: number[] = [];
    for (let id = 0; id < this.#store.ids; id++) if (this.#store.lengthOf(id) > 0) ids.push(id);
    for (const id of ids.sort((a, b) => this.#ranks[a]! - this.#ranks[b]!)) {
      this.#readKeys(id);
      this.#table.insert(id, this.#keys);
      this.#whole.insert(id, this.#wholeKey);
    }
  }

  #nextQuery(): number {
    this.#query += 1;
    if (this.#query > 0xffff_ffff) {
      this.#seen.fill(0);
      this.#query = 1;
    }
    return this.#query;
  }
}

function hashSet(hashes: Uint32Array, from: number, length: number): number {
  let hash = length;
  for (let k = from; k < from + length; k++) hash = Math.imul(hash ^ hashes[k]!, 0x01000193) + (hash >>> 15);
  return mix32(hash);
}
