/**
 * Keys that near-duplicates of a text have in common, so that what counts by key can count copies that were changed a
 * little: one key for each band of a small MinHash signature (see `sample-bank.ts`).
 */
import { mix32, shinglesOf } from "./shingles.js";

/**
 * Two texts of Jaccard similarity s share a band with probability s⁴, and one of eight with 1 − (1 − s⁴)⁸: 0.99 at 0.8, 0.94 at
 * 0.7, 0.4 at 0.5, one in 80 at 0.2; texts that have nothing to do with each other, below 0.1, one in 1,250.
 */
const BANDS = 8;
const ROWS = 4;

/** Keys of one text at most. */
export const NEAR_KEYS = BANDS;

/** One hash function per row: h(x) = (x xor seed) × an odd number. */
const seeds = Uint32Array.from({ length: BANDS * ROWS }, (_, row) => mix32(Math.imul(row + 1, 0x85ebca6b)));

/** The keys of a text: none where it has no letter or digit. Linear in the text; what follows `MAX_SHINGLED` does not count. */
export function nearKeys(text: string): string[] {
  const shingles = shinglesOf(text);
  if (shingles.length === 0) return [];
  const keys: string[] = [];
  for (let band = 0; band < BANDS; band++) {
    let high = band + 1;
    let low = ~high;
    for (let row = 0; row < ROWS; row++) {
      const seed = seeds[band * ROWS + row]!;
      let least = 0xffff_ffff;
      for (let k = 0; k < shingles.length; k++) {
        const value = Math.imul(shingles[k]! ^ seed, seed | 1) >>> 0;
        if (value < least) least = value;
      }
      high = mix32(high ^ least) + high;
      low = mix32(low + least) ^ low;
    }
    keys.push(`${band}:${mix32(high).toString(36)}${mix32(low).toString(36)}`);
  }
  return keys;
}
