/**
 * An index of 256-bit hashes that finds every one within a Hamming distance, at any size up to tens of millions. Hashes can be
 * added and removed at any time and count at once: what is new stands in a short tail that is compared one by one, until it
 * is long enough to be indexed. Nothing is ever missed; where an index would not pay, every hash is compared.
 */
import { packIndex, unpackIndex } from "./hamming-bytes.js";
import { HammingSegment, type Search, scanRows } from "./hamming-segment.js";
import { slotsOf } from "./hamming-slots.js";
import { type PdqHash, PDQ_BITS } from "./image-hash.js";

/** A hash found: the key that `add` gave, and in how many bits it differs. */
export interface HammingMatch {
  readonly key: number;
  readonly distance: number;
}

/** A hash to add. */
export interface HammingItem {
  readonly hash: PdqHash;
  /** The largest distance at which this hash is found, whatever the search's radius; unless said, any. */
  readonly reach?: number | undefined;
}

const WORDS = 8;
/** Rows that are compared one by one before they are indexed: a search through them takes some tens of microseconds. */
const LONGEST_TAIL = 2_048;
/** The younger part is merged into the main one when it makes up this share: each hash is sorted a few times in all. */
const YOUNG_SHARE = 1 / 8;
/** Up to here 16 slots are faster and far smaller than 11 wider ones; beyond it, their lists of rows grow too long. */
const FEW_SLOTS_FROM = 2_000_000;
const REMOVED = -1;

/** The index. About 100 bytes a hash up to two million, and 90 bytes beside 450 MB beyond. */
export class HammingIndex {
  #words: Int32Array;
  /** Ascending: keys are given in order, and rows keep it. */
  #keys: Uint32Array;
  /** {@link HammingItem.reach}, or -1 for what was removed. */
  #reach: Int16Array;
  #seen: Uint8Array;
  #mark = 0;
  #rows = 0;
  #removed = 0;
  /** No hash reaches further: a search need not look further either. */
  #farthest = 0;
  #nextKey = 0;
  /** At most two, one after the other from row 0: the main part and a younger one. */
  #segments: readonly HammingSegment[] = [];

  /** @param capacity for how many hashes room is made at once; it grows where that does not do */
  constructor(capacity = 256) {
    this.#words = new Int32Array(capacity * WORDS);
    this.#keys = new Uint32Array(capacity);
    this.#reach = new Int16Array(capacity);
    this.#seen = new Uint8Array(capacity);
  }

  /**
   * An index from what `toBytes` gave; it is sorted anew, so the bytes cannot mislead a search.
   *
   * @throws MatchingError EH_HASH_INDEX_CORRUPT
   */
  static fromBytes(bytes: Uint8Array): HammingIndex {
    const { words, keys, reach, nextKey } = unpackIndex(bytes);
    const index = new HammingIndex(0);
    index.#words = words;
    index.#keys = keys;
    index.#reach = reach;
    index.#seen = new Uint8Array(keys.length);
    index.#rows = keys.length;
    index.#nextKey = nextKey;
    index.#farthest = reach.reduce((most, one) => Math.max(most, one), 0);
    index.#settle();
    return index;
  }

  /** Hashes that are there. */
  get size(): number {
    return this.#rows - this.#removed;
  }

  /** Bytes of memory that it takes. */
  get bytes(): number {
    const own = this.#words.byteLength + this.#keys.byteLength + this.#reach.byteLength + this.#seen.byteLength;
    return this.#segments.reduce((sum, segment) => sum + segment.bytes, own);
  }

  /** Adds a hash. @returns its key: keys ascend and are never given twice */
  add(hash: PdqHash, reach?: number): number {
    const key = this.#append(hash, reach);
    this.#settle();
    return key;
  }

  /** Adds many, and sorts them once. @returns the key of the first; the others follow one by one */
  addAll(items: Iterable<HammingItem>): number {
    const first = this.#nextKey;
    for (const { hash, reach } of items) this.#append(hash, reach);
    this.#settle();
    return first;
  }

  /** Removes a hash by its key. @returns whether it was there */
  remove(key: number): boolean {
    const row = this.#rowOf(key);
    if (row === undefined || this.#reach[row] === REMOVED) return false;
    this.#reach[row] = REMOVED;
    this.#removed += 1;
    if (this.#removed > LONGEST_TAIL && this.#removed > this.#rows / 2) this.#rebuild();
    return true;
  }

  /** The hash at the smallest distance up to `radius` and its own reach; of equally near ones the first added. */
  nearest(hash: PdqHash, radius: number = PDQ_BITS): HammingMatch | undefined {
    const most = this.#radiusFor(radius);
    let best = -1;
    let least = most;
    const reach = this.#reach;
    const search: Search = {
      query: Int32Array.from(hash),
      limit: most,
      take(row, distance) {
        if (distance > reach[row]! || (distance === least && best >= 0 && row > best)) return;
        best = row;
        least = distance;
        search.limit = distance;
      },
    };
    const stages = this.#segments[0]?.stages(most) ?? [most];
    if (most < 0) return undefined;
    for (const stage of stages) {
      search.limit = Math.min(stage, least);
      this.#search(search, search.limit);
      if (best >= 0) return { key: this.#keys[best]!, distance: least };
    }
    return undefined;
  }

  /** Every hash up to `radius` and its own reach, the nearest first, equally near ones as they were added. */
  within(hash: PdqHash, radius: number): HammingMatch[] {
    const most = this.#radiusFor(radius);
    const found: HammingMatch[] = [];
    if (most < 0) return found;
    const reach = this.#reach;
    const keys = this.#keys;
    const search: Search = {
      query: Int32Array.from(hash),
      limit: most,
      take(row, distance) {
        if (distance <= reach[row]!) found.push({ key: keys[row]!, distance });
      },
    };
    this.#search(search, most);
    return found.sort((a, b) => a.distance - b.distance || a.key - b.key);
  }

  /** All of it, to be read by `fromBytes`: 38 bytes a hash and a header, with a checksum. */
  toBytes(): Uint8Array {
    this.#dropRemoved();
    return packIndex({
      words: this.#words.subarray(0, this.#rows * WORDS),
      keys: this.#keys.subarray(0, this.#rows),
      reach: this.#reach.subarray(0, this.#rows),
      nextKey: this.#nextKey,
    });
  }

  /** A radius as distances are, whole, and no wider than makes a difference. Nothing is within one below 0, or that is no number. */
  #radiusFor(radius: number): number {
    return radius >= 0 ? Math.min(this.#farthest, Math.floor(radius)) : -1;
  }

  #search(search: Search, radius: number): void {
    this.#mark += 1;
    if (this.#mark > 255) {
      this.#seen.fill(0);
      this.#mark = 1;
    }
    const rows = { words: this.#words, seen: this.#seen };
    for (const segment of this.#segments) segment.search(rows, this.#mark, radius, search);
    scanRows(this.#words, this.#seen, this.#mark, this.#indexed, this.#rows, search);
  }

  /** Rows from here on are the tail. */
  get #indexed(): number {
    return this.#segments.at(-1)?.to ?? 0;
  }

  #append(hash: PdqHash, reach: number = PDQ_BITS): number {
    if (this.#rows === this.#keys.length) this.#grow();
    const row = this.#rows;
    this.#words.set(hash, row * WORDS);
    this.#keys[row] = this.#nextKey;
    this.#reach[row] = Math.max(0, Math.min(PDQ_BITS, reach));
    this.#farthest = Math.max(this.#farthest, this.#reach[row]);
    this.#seen[row] = 0;
    this.#rows += 1;
    return this.#nextKey++;
  }

  #grow(): void {
    const capacity = Math.ceil(this.#rows * 1.5) + 64;
    const grown = <T extends Int32Array | Uint32Array | Int16Array | Uint8Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.#words = grown(this.#words, new Int32Array(capacity * WORDS));
    this.#keys = grown(this.#keys, new Uint32Array(capacity));
    this.#reach = grown(this.#reach, new Int16Array(capacity));
    this.#seen = grown(this.#seen, new Uint8Array(capacity));
  }

  /** Indexes the tail where it has grown long. */
  #settle(): void {
    if (this.#rows - this.#indexed <= LONGEST_TAIL) return;
    const [main] = this.#segments;
    const young = this.#rows - (main?.to ?? 0);
    if (main === undefined || young > main.to * YOUNG_SHARE) {
      this.#rebuild();
      return;
    }
    this.#segments = [main, new HammingSegment(this.#words, main.to, this.#rows, slotsOf(16))];
  }

  #rebuild(): void {
    // What was is let go of first: two of them would not fit in memory together.
    this.#segments = [];
    this.#dropRows();
    if (this.#rows <= LONGEST_TAIL) return;
    const slots = slotsOf(this.#rows > FEW_SLOTS_FROM ? 11 : 16);
    this.#segments = [new HammingSegment(this.#words, 0, this.#rows, slots)];
  }

  #dropRemoved(): void {
    if (this.#removed > 0) this.#rebuild();
  }

  /** Closes the gaps of what was removed. */
  #dropRows(): void {
    if (this.#removed === 0) return;
    let to = 0;
    this.#farthest = 0;
    for (let row = 0; row < this.#rows; row++) {
      if (this.#reach[row] === REMOVED) continue;
      this.#words.copyWithin(to * WORDS, row * WORDS, (row + 1) * WORDS);
      this.#keys[to] = this.#keys[row]!;
      this.#reach[to] = this.#reach[row]!;
      this.#farthest = Math.max(this.#farthest, this.#reach[to]!);
      to += 1;
    }
    this.#rows = to;
    this.#removed = 0;
    this.#seen.fill(0);
    this.#mark = 0;
  }

  /** By halving, since keys ascend. */
  #rowOf(key: number): number | undefined {
    let low = 0;
    let high = this.#rows;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low < this.#rows && this.#keys[low] === key ? low : undefined;
  }
}
