/** Buckets of the bands of signatures, as chains in typed arrays: adding and removing take the same time however full they are. */

/** A table for each band, from key to the ids that were put there. Keys are not kept: a chain also holds some ids of other keys. */
export class BandTable {
  readonly bands: number;
  /** Ids that the table is laid out for: with more, chains get longer, nothing else. */
  readonly roomy: number;
  readonly #shift: number;
  /** Id + 1 at the head of each chain, 0 for none. */
  readonly #heads: Int32Array;
  /** For each id and band, its neighbours in the chain: id + 1, 0 for none. */
  #next: Int32Array;
  #before: Int32Array;

  constructor(bands: number, expected: number) {
    const bits = Math.max(4, Math.ceil(Math.log2(Math.max(1, expected))));
    this.bands = bands;
    this.roomy = 2 ** bits;
    this.#shift = 32 - bits;
    this.#heads = new Int32Array(bands * this.roomy);
    this.#next = new Int32Array(bands * this.roomy);
    this.#before = new Int32Array(bands * this.roomy);
  }

  get bytes(): number {
    return this.#heads.byteLength + this.#next.byteLength + this.#before.byteLength;
  }

  /** The id that was put last under a key of a band, -1 for none. */
  first(band: number, key: number): number {
    return this.#heads[this.#chain(band, key)]! - 1;
  }

  /** The id that was put before, -1 for none. */
  next(band: number, id: number): number {
    return this.#next[id * this.bands + band]! - 1;
  }

  insert(id: number, keys: Uint32Array): void {
    if ((id + 1) * this.bands > this.#next.length) {
      this.#next = grown(this.#next, (id + 1) * this.bands);
      this.#before = grown(this.#before, (id + 1) * this.bands);
    }
    for (let band = 0; band < this.bands; band++) {
      const chain = this.#chain(band, keys[band]!);
      const node = id * this.bands + band;
      const head = this.#heads[chain]!;
      this.#next[node] = head;
      this.#before[node] = 0;
      if (head > 0) this.#before[(head - 1) * this.bands + band] = id + 1;
      this.#heads[chain] = id + 1;
    }
  }

  /** @param keys those with which it was inserted */
  remove(id: number, keys: Uint32Array): void {
    for (let band = 0; band < this.bands; band++) {
      const node = id * this.bands + band;
      const next = this.#next[node]!;
      const before = this.#before[node]!;
      if (before > 0) this.#next[(before - 1) * this.bands + band] = next;
      else this.#heads[this.#chain(band, keys[band]!)] = next;
      if (next > 0) this.#before[(next - 1) * this.bands + band] = before;
    }
  }

  #chain(band: number, key: number): number {
    return band * this.roomy + (key >>> this.#shift);
  }
}

/** A copy with room for at least `length` numbers. */
export function grown<A extends Int32Array | Uint32Array | Uint16Array | Uint8Array | Float64Array>(
  array: A,
  length: number,
): A {
  const larger = new (array.constructor as new (length: number) => A)(Math.max(length, 2 * array.length, 16));
  larger.set(array);
  return larger;
}
