/**
 * PDQ: a hash of how an image looks, 256 bits, of which similar images share most (Facebook, "The TMK+PDQF Video-Hashing
 * Algorithm and the PDQ Image-Hashing Algorithm", 2019). The same steps in the same precision as the C++ reference of
 * facebook/ThreatExchange, so that hashes of both can be compared.
 */
import type { PdqHash } from "./image-hash.js";
import { MatchingError } from "./matching-error.js";
import { greyImage, type Pixels } from "./pdq-pixels.js";
import { PDQ_SIDE, shrink } from "./pdq-smooth.js";
import { DIHEDRAL, type Dihedral, type Frequencies, signs, transform, turn } from "./pdq-transform.js";

/** Below this quality an image has too little in it to be told from others by its hash. */
export const PDQ_LOWEST_QUALITY = 50;

/** The hash of an image and how much there is in it, 0 to 100. */
export interface PdqResult {
  readonly hash: PdqHash;
  readonly quality: number;
}

/** The hashes that the image has itself and turned or reflected. */
export interface PdqDihedralResult {
  readonly hashes: Readonly<Record<Dihedral, PdqHash>>;
  readonly quality: number;
}

/** The reference makes no hash of what is narrower. */
const SMALLEST_SIDE = 5;
const LARGEST_QUALITY = 100;
const GRADIENT_TO_QUALITY = 90;

const small = new Float32Array(PDQ_SIDE * PDQ_SIDE);

/**
 * Hashes an image. Takes the time of one pass over it, at most of one over 512 × 512 pixels.
 *
 * @param pixels as they are stored: a rotation that the file's EXIF tells of is not applied, by the reference either
 * @returns hash and quality zero for an image with a side below 5 pixels
 * @throws MatchingError EH_PIXELS_INVALID where the data is not as long as its sizes say
 */
export function pdqHash(pixels: Pixels): PdqResult {
  const { frequencies, quality } = analyse(pixels);
  return { hash: signs(frequencies), quality };
}

/**
 * All eight hashes from one transform: to find an image again that was turned or mirrored, look up each.
 *
 * @throws MatchingError EH_PIXELS_INVALID as {@link pdqHash}
 */
export function pdqDihedral(pixels: Pixels): PdqDihedralResult {
  const { frequencies, quality } = analyse(pixels);
  const hashes = Object.fromEntries(DIHEDRAL.map((change) => [change, signs(turn(frequencies, change))]));
  return { hashes: hashes as Record<Dihedral, PdqHash>, quality };
}

function analyse(pixels: Pixels): { readonly frequencies: Frequencies; readonly quality: number } {
  const { data, width, height, channels } = pixels;
  const whole = [width, height].every((side) => Number.isInteger(side) && side > 0);
  if (!whole || ![1, 2, 3, 4].includes(channels) || data.length !== width * height * channels) {
    throw new MatchingError(
      "EH_PIXELS_INVALID",
      `An image of ${width} × ${height} pixels with ${channels} channels cannot have ${data.length} bytes. ` +
        "Give 8 bits a channel, 1 to 4 channels, and no padding between rows.",
    );
  }
  if (Math.min(width, height) < SMALLEST_SIDE) return { frequencies: new Float32Array(256), quality: 0 };
  shrink(greyImage(pixels), small);
  return { frequencies: transform(small), quality: qualityOf(small) };
}

/** How much neighbours differ: a sum of whole steps, so that slow gradients count for nothing. */
function qualityOf(image: Float32Array): number {
  let gradient = 0;
  for (let y = 0; y < PDQ_SIDE; y++) {
    for (let x = 0; x < PDQ_SIDE; x++) {
      const at = y * PDQ_SIDE + x;
      if (y < PDQ_SIDE - 1) gradient += step(image[at]!, image[at + PDQ_SIDE]!);
      if (x < PDQ_SIDE - 1) gradient += step(image[at]!, image[at + 1]!);
    }
  }
  return Math.min(LARGEST_QUALITY, Math.floor(gradient / GRADIENT_TO_QUALITY));
}

function step(a: number, b: number): number {
  return Math.floor(Math.abs(Math.fround(Math.fround(Math.fround(a - b) * 100) / 255)));
}
