/** MinHash with locality-sensitive hashing as textbooks have it: a hash function for each row, and buckets in a Map. */
import { sketchText } from "@evenhand/matching";

const ROWS = 5;
const BANDS = 25;

/** The nearest sample by its place, and how similar it is. */
export interface PlainNearest {
  readonly place: number;
  readonly similarity: number;
}

export class PlainMinHash {
  readonly #buckets = Array.from({ length: BANDS }, () => new Map<string, number[]>());
  readonly #sets: Set<number>[] = [];

  add(text: string): void {
    const set = new Set(sketchText(text).shingles);
    const place = this.#sets.length;
    this.#sets.push(set);
    for (const [band, key] of keysOf(set).entries()) {
      const bucket = this.#buckets[band]?.get(key);
      if (bucket === undefined) this.#buckets[band]?.set(key, [place]);
      else bucket.push(place);
    }
  }

  nearest(text: string, floor: number): PlainNearest | undefined {
    const set = new Set(sketchText(text).shingles);
    const candidates = new Set<number>();
    for (const [band, key] of keysOf(set).entries()) {
      for (const place of this.#buckets[band]?.get(key) ?? []) candidates.add(place);
    }
    let best: PlainNearest | undefined;
    for (const place of candidates) {
      const other = this.#sets[place] as Set<number>;
      let shared = 0;
      for (const shingle of set) if (other.has(shingle)) shared += 1;
      const similarity = shared / (set.size + other.size - shared);
      if (similarity >= floor && (best === undefined || similarity > best.similarity)) best = { place, similarity };
    }
    return best;
  }
}

function keysOf(set: ReadonlySet<number>): string[] {
  return Array.from({ length: BANDS }, (_, band) => {
    const rows = Array.from({ length: ROWS }, (_, row) => {
      const seed = Math.imul(band * ROWS + row + 1, 0x9e3779b1);
      let least = 0xffff_ffff;
      for (const shingle of set) least = Math.min(least, Math.imul(shingle ^ seed, seed | 1) >>> 0);
      return least;
    });
    return rows.join(" ");
  });
}
