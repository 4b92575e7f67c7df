/**
 * Signatures of sets: two sets agree in each place with a probability equal to their Jaccard similarity. Made by fast similarity
 * sketching (Dahlgaard, Knudsen and Thorup, "Fast Similarity Sketching", 2017): every element falls into one place per
 * round, the least in a place stays, and rounds go on until no place is empty. That takes n + t log t steps for n elements and
 * t places, where MinHash (Broder, 1997) takes n × t, and has no more variance. Everything is seeded: the same set always
 * has the same signature.
 */
import { mix32 } from "./shingles.js";

/** Places of a signature. A power of two. */
export const PLACES = 256;
const SHIFT = 24;

const seeds = Uint32Array.from({ length: 2 * PLACES }, (_, round) => mix32(Math.imul(round + 1, 0x9e3779b1)));
const rounds = new Uint16Array(PLACES);

/**
 * Writes the signature of a set that is `length` hashes of `hashes` from `from` on. An empty set has none, and nothing is written.
 * @param into `PLACES` long
 */
export function writeSignature(hashes: Uint32Array, from: number, length: number, into: Uint32Array): void {
  if (length === 0) return;
  rounds.fill(0);
  const end = from + length;
  let empty = PLACES;
  for (let round = 1; empty > 0 && round <= PLACES; round++) {
    const seed = seeds[round - 1]!;
    for (let k = from; k < end; k++) {
      const value = shuffle(hashes[k]! ^ seed);
      const place = value >>> SHIFT;
      const filled = rounds[place]!;
      if (filled === 0) {
        rounds[place] = round;
        into[place] = value;
        empty -= 1;
      } else if (filled === round && value < into[place]!) {
        into[place] = value;
      }
    }
  }
  // Small sets leave places empty for long: those are filled one by one, each in a round of its own.
  for (let place = 0; empty > 0 && place < PLACES; place++) {
    if (rounds[place] !== 0) continue;
    empty -= 1;
    const seed = seeds[PLACES + place]!;
    let least = 0xffff_ffff;
    for (let k = from; k < end; k++) least = Math.min(least, shuffle(hashes[k]! ^ seed));
    into[place] = least;
  }
}

/** Orders hashes anew. They are mixed already; two multiplications make the orders of two rounds independent. */
function shuffle(hash: number): number {
  const once = Math.imul(hash, 0x9e3779b1);
  return Math.imul(once ^ (once >>> 15), 0x2c1b3c6d) >>> 0;
}

/** Writes one key for each band of `rows` places: two signatures have the same key where they agree in all of its places. */
export function writeBandKeys(signature: Uint32Array, rows: number, into: Uint32Array): void {
  for (let band = 0; band < into.length; band++) {
    let key = band + 1;
    for (let row = band * rows; row < (band + 1) * rows; row++) key = mix32(key ^ signature[row]!) + key;
    into[band] = mix32(key);
  }
}
