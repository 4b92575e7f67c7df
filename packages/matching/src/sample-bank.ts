/**
 * Sample banks: texts that were decided before, and which of them a new text nearly repeats.
 *
 * Candidates come from MinHash signatures (Broder, "On the resemblance and containment of documents", 1997) cut into bands
 * (Indyk and Motwani, "Approximate nearest neighbors", 1998); among candidates the similarity is exact. Everything is
 * seeded, so the same bank and text always give the same answer.
 */
import { jaccard, mix32, shinglesOf } from "./shingles.js";

/** One sample of a bank. */
export interface SampleEntry {
  readonly id: string;
  readonly text: string;
}

/** The sample nearest to a text. */
export interface NearestSample<E extends SampleEntry = SampleEntry> {
  readonly sample: E;
  /** Jaccard similarity of the texts' shingles, from `SIMILARITY_FLOOR` to 1 (the same words in the same order). */
  readonly similarity: number;
}

/** A text prepared for several banks. */
export interface TextSketch {
  /** Sorted and distinct. */
  readonly shingles: Uint32Array;
  /** One hash per band of the signature. Empty where there are no shingles. */
  readonly bands: Uint32Array;
}

/** A compiled sample bank. */
export interface SampleBank<E extends SampleEntry = SampleEntry> {
  readonly size: number;
  /** The most similar sample (the first listed of equals), or undefined where none reaches `SIMILARITY_FLOOR`. */
  nearest(text: string | TextSketch): NearestSample<E> | undefined;
}

/**
 * Below this, two texts are different texts, and nothing is reported. At it, a sample is missed once in 40,000 times; at 0.6
 * once in 300 million.
 */
export const SIMILARITY_FLOOR = 0.5;

const ROWS = 3;
const BANDS = 80;

/** One hash function per row: h(x) = mix(x xor seed). */
const seeds = Uint32Array.from({ length: ROWS * BANDS }, (_, row) => mix32(Math.imul(row + 1, 0x9e3779b1)));

/** Prepares a text for `SampleBank.nearest`, which is worth it where more than one bank is asked. */
export function sketchText(text: string): TextSketch {
  const shingles = shinglesOf(text);
  if (shingles.length === 0) return { shingles, bands: new Uint32Array(0) };
  const bands = new Uint32Array(BANDS);
  for (let band = 0; band < BANDS; band++) {
    let hash = band + 1;
    for (let row = 0; row < ROWS; row++) {
      const seed = seeds[band * ROWS + row]!;
      let least = 0xffff_ffff;
      for (let k = 0; k < shingles.length; k++) {
        // Shingles are mixed already: one multiplication orders them anew.
        const value = Math.imul(shingles[k]! ^ seed, 0x9e3779b1 ^ (seed & ~1)) >>> 0;
        if (value < least) least = value;
      }
      hash = mix32(hash ^ least) + hash;
    }
    bands[band] = mix32(hash);
  }
  return { shingles, bands };
}

/** Compiles a sample bank. A sample without a letter or digit is like no text and never found. */
export function createSampleBank<E extends SampleEntry>(samples: readonly E[]): SampleBank<E> {
  const sketches = samples.map((sample) => sketchText(sample.text));
  // A band's hash has the number of the band in it, so one table serves them all.
  const buckets = new Map<number, number[]>();
  for (const [index, { bands }] of sketches.entries()) {
    for (const band of bands) {
      const bucket = buckets.get(band);
      if (bucket === undefined) buckets.set(band, [index]);
      else if (bucket.at(-1) !== index) bucket.push(index);
    }
  }
  return {
    size: samples.length,
    nearest(text) {
      const sketch = typeof text === "string" ? sketchText(text) : text;
      const seen = new Set<number>();
      let best = -1;
      let similarity = 0;
      for (const band of sketch.bands) {
        for (const index of buckets.get(band) ?? []) {
          if (seen.has(index)) continue;
          seen.add(index);
          const { shingles } = sketches[index]!;
          const least = Math.min(shingles.length, sketch.shingles.length);
          const bound = least / Math.max(shingles.length, sketch.shingles.length);
          if (bound < SIMILARITY_FLOOR || bound < similarity) continue;
          const exact = jaccard(shingles, sketch.shingles);
          if (exact < SIMILARITY_FLOOR) continue;
          if (exact > similarity || (exact === similarity && index < best)) {
            best = index;
            similarity = exact;
          }
        }
      }
      return best < 0 ? undefined : { sample: samples[best]!, similarity };
    },
  };
}

/** How similar a text is to the nearest sample of a bank: 0, or `SIMILARITY_FLOOR` to 1. */
export function similar(bank: SampleBank, text: string | TextSketch): number {
  return bank.nearest(text)?.similarity ?? 0;
}
