/** The frequencies of a 64 × 64 image, and the hash of their signs about the median. */
import type { PdqHash } from "./image-hash.js";
import { PDQ_SIDE } from "./pdq-smooth.js";

/** Frequencies kept of each axis: the 1st to the 16th, without the constant. */
const KEPT = 16;

/** Coefficients: `KEPT` squared, row by row. */
export type Frequencies = Float32Array;

/** Row i, column j: the cosine of frequency i + 1 at pixel j. */
const COSINES = Float32Array.from({ length: KEPT * PDQ_SIDE }, (_, index) => {
  const frequency = Math.floor(index / PDQ_SIDE) + 1;
  const pixel = index % PDQ_SIDE;
  return Math.sqrt(2 / PDQ_SIDE) * Math.cos((Math.PI / 2 / PDQ_SIDE) * frequency * (2 * pixel + 1));
});

const half = new Float32Array(KEPT * PDQ_SIDE);

/** The two-dimensional cosine transform (DCT-II), of which the 16 × 16 lowest frequencies are kept. */
export function transform(image: Float32Array): Frequencies {
  const result = new Float32Array(KEPT * KEPT);
  half.fill(0);
  for (let i = 0; i < KEPT; i++) {
    const row = i * PDQ_SIDE;
    for (let k = 0; k < PDQ_SIDE; k++) {
      const cosine = COSINES[row + k]!;
      const from = k * PDQ_SIDE;
      for (let j = 0; j < PDQ_SIDE; j++) half[row + j] = half[row + j]! + Math.fround(cosine * image[from + j]!);
    }
  }
  for (let i = 0; i < KEPT; i++) {
    for (let j = 0; j < KEPT; j++) {
      let sum = 0;
      for (let k = 0; k < PDQ_SIDE; k++) {
        sum = Math.fround(sum + Math.fround(half[i * PDQ_SIDE + k]! * COSINES[j * PDQ_SIDE + k]!));
      }
      result[i * KEPT + j] = sum;
    }
  }
  return result;
}

/** Bit 16 i + j, counted from the lowest of the last word, is set where frequency (i, j) exceeds the lower median. */
export function signs(frequencies: Frequencies): PdqHash {
  const median = frequencies.toSorted()[(KEPT * KEPT) / 2 - 1]!;
  const hash = new Uint32Array(8);
  for (let bit = 0; bit < KEPT * KEPT; bit++) {
    if (frequencies[bit]! > median) hash[7 - (bit >> 5)]! |= 1 << (bit & 31);
  }
  return hash;
}

/** The turns (anticlockwise) and reflections of an image, by the names and in the order of the reference. */
export const DIHEDRAL = [
  "original",
  "rotate90",
  "rotate180",
  "rotate270",
  "flipX",
  "flipY",
  "flipPlus1",
  "flipMinus1",
] as const;
export type Dihedral = (typeof DIHEDRAL)[number];

/** For each: whether rows and columns change places, and which of the frequencies read change their sign. */
const CHANGES: Readonly<Record<Dihedral, readonly [transposed: boolean, negated: (i: number, j: number) => boolean]>> =
  {
    original: [false, () => false],
    rotate90: [true, (_, j) => j % 2 === 0],
    rotate180: [false, (i, j) => (i + j) % 2 === 1],
    rotate270: [true, (i) => i % 2 === 0],
    flipX: [false, (i) => i % 2 === 0],
    flipY: [false, (_, j) => j % 2 === 0],
    flipPlus1: [true, () => false],
    flipMinus1: [true, (i, j) => (i + j) % 2 === 1],
  };

/** The frequencies that the turned or reflected image has. */
export function turn(frequencies: Frequencies, change: Dihedral): Frequencies {
  const [transposed, negated] = CHANGES[change];
  const turned = new Float32Array(KEPT * KEPT);
  for (let i = 0; i < KEPT; i++) {
    for (let j = 0; j < KEPT; j++) {
      const value = frequencies[i * KEPT + j]!;
      turned[transposed ? j * KEPT + i : i * KEPT + j] = negated(i, j) ? -value : value;
    }
  }
  return turned;
}
