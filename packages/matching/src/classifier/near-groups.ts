/**
 * Which samples nearly repeat one another. Copies of one text with a word changed must not stand on both sides of a prediction, or
 * figures tell how well copies are recognised.
 *
 * MinHash (Broder 1997) in bands over the samples' buckets; what shares a band with an earlier sample is compared exactly.
 */
import { mix32 } from "../shingles.js";
import type { FeatureRows } from "./feature-rows.js";

/** Share of common buckets from which two samples are near: about one word in twelve changed. */
const NEAR = 0.6;
const BANDS = 10;
const ROWS = 3;

/** By row: the first row of its group; itself where it is alone. Groups gather around their first row, and do not chain. */
export function nearGroups(rows: FeatureRows): Int32Array {
  const groups = Int32Array.from({ length: rows.count }, (_, row) => row);
  const bands = Array.from({ length: BANDS }, () => new Map<number, number>());
  const least = new Uint32Array(BANDS * ROWS);
  for (let row = 0; row < rows.count; row++) {
    minima(rows, row, least);
    const keys = bands.map((_, band) => bandKey(least, band));
    const near = bands
      .map((band, at) => band.get(keys[at]!))
      .find((other) => other !== undefined && similarity(rows, other, row) >= NEAR);
    if (near !== undefined) {
      groups[row] = near;
      continue;
    }
    for (const [at, band] of bands.entries()) if (!band.has(keys[at]!)) band.set(keys[at]!, row);
  }
  return groups;
}

function minima({ starts, buckets }: FeatureRows, row: number, least: Uint32Array): void {
  least.fill(0xffff_ffff);
  for (let at = starts[row]!; at < starts[row + 1]!; at++) {
    const mixed = mix32(buckets[at]! + 1);
    for (let hash = 0; hash < least.length; hash++) {
      const value = Math.imul(mixed ^ (mixed >>> 15), 0x9e3779b1 + 2 * hash * 0x632be5) >>> 0;
      if (value < least[hash]!) least[hash] = value;
    }
  }
}

function bandKey(least: Uint32Array, band: number): number {
  let key = band;
  for (let row = band * ROWS; row < (band + 1) * ROWS; row++) key = mix32(key ^ least[row]!) + band;
  return key;
}

/** The Jaccard similarity of two rows' buckets. */
function similarity({ starts, buckets }: FeatureRows, one: number, other: number): number {
  const first = new Set(buckets.subarray(starts[one], starts[one + 1]));
  let shared = 0;
  for (let at = starts[other]!; at < starts[other + 1]!; at++) if (first.has(buckets[at]!)) shared += 1;
  const all = first.size + (starts[other + 1]! - starts[other]!) - shared;
  return all === 0 ? 1 : shared / all;
}
