/**
 * Image hashes: PDQ (256 bits, compared by how many differ; ThreatExchange, "PDQ hashing algorithm") and the exact MD5 and
 * SHA-256. Computing PDQ from pixels is not here: hashes come with the event.
 */
import { MatchingError } from "./matching-error.js";

/** A PDQ hash: eight 32-bit words, in the order of its hexadecimal digits. */
export type PdqHash = Uint32Array;

/** Bits, and thus the largest distance. */
export const PDQ_BITS = 256;

/** The distance up to which ThreatExchange counts two images as the same. */
export const PDQ_SAME_IMAGE = 31;

const WORDS = 8;

/** Reads 64 hexadecimal digits of either case; undefined for anything else. */
export function parsePdqHash(hex: string): PdqHash | undefined {
  if (!/^[\da-f]{64}$/i.test(hex)) return undefined;
  return Uint32Array.from({ length: WORDS }, (_, word) => Number.parseInt(hex.slice(word * 8, word * 8 + 8), 16));
}

/** The 64 lower-case hexadecimal digits of a hash. */
export function formatPdqHash(hash: PdqHash): string {
  return Array.from(hash, (word) => word.toString(16).padStart(8, "0")).join("");
}

/** Number of set bits in 32 (Warren, "Hacker's Delight", 5-1). */
function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** In how many of their 256 bits two hashes differ. */
export function hammingDistance(a: PdqHash, b: PdqHash): number {
  let distance = 0;
  for (let word = 0; word < WORDS; word++) distance += bitCount(a[word]! ^ b[word]!);
  return distance;
}

/** One entry of an image bank: an image by one of its hashes, or by several. Hexadecimal, of either case. */
export interface ImageEntry {
  readonly id: string;
  readonly pdq?: string;
  readonly sha256?: string;
  readonly md5?: string;
  /** The largest PDQ distance at which this entry matches; the asker's radius where it has none. */
  readonly radius?: number;
}

/** An entry and how far away it is: 0 for an exact hash. */
export interface NearestImage<E extends ImageEntry = ImageEntry> {
  readonly entry: E;
  readonly distance: number;
}

/** The hashes of an image to look up; what is no hash of its kind finds nothing. */
export interface ImageHashes {
  readonly pdq?: string | undefined;
  readonly sha256?: string | undefined;
  readonly md5?: string | undefined;
}

/** A compiled image bank. */
export interface ImageBank<E extends ImageEntry = ImageEntry> {
  readonly size: number;
  /** The entry at the smallest PDQ distance (the first listed of equals) up to `radius`, and within its own radius. */
  nearest(pdq: PdqHash | string, radius?: number): NearestImage<E> | undefined;
  /** Every entry up to `radius`, nearest first. */
  within(pdq: PdqHash | string, radius: number): NearestImage<E>[];
  /** The entry that has the image's SHA-256 or MD5 (distance 0), or else the nearest by PDQ. */
  match(image: ImageHashes, radius?: number): NearestImage<E> | undefined;
}

/**
 * Compiles an image bank.
 * @throws MatchingError EH_BANK_HASH_INVALID for an entry without a hash, with a malformed one, or with a radius out of 0 to 256
 */
export function createImageBank<E extends ImageEntry>(entries: readonly E[]): ImageBank<E> {
  const exact = new Map<string, E>();
  const hashed: E[] = [];
  const words: number[] = [];
  for (const entry of entries) {
    if (entry.pdq === undefined && entry.sha256 === undefined && entry.md5 === undefined) {
      throw invalid(entry, "has no hash. Give it a pdq, sha256 or md5.");
    }
    if (
      entry.radius !== undefined &&
      !(Number.isInteger(entry.radius) && entry.radius >= 0 && entry.radius <= PDQ_BITS)
    ) {
      throw invalid(entry, `has the radius ${entry.radius}. A radius is a whole number from 0 to ${PDQ_BITS}.`);
    }
    for (const [kind, digits] of [
      ["sha256", 64],
      ["md5", 32],
    ] as const) {
      const hash = entry[kind];
      if (hash === undefined) continue;
      if (hash.length !== digits || !/^[\da-f]+$/i.test(hash)) {
        throw invalid(entry, `has the ${kind} ${JSON.stringify(hash)}. It takes ${digits} hexadecimal digits.`);
      }
      const key = hash.toLowerCase();
      if (!exact.has(key)) exact.set(key, entry);
    }
    if (entry.pdq === undefined) continue;
    const hash = parsePdqHash(entry.pdq);
    if (hash === undefined)
      throw invalid(entry, `has the pdq ${JSON.stringify(entry.pdq)}. It takes 64 hexadecimal digits.`);
    hashed.push(entry);
    words.push(...hash);
  }
  const table = Uint32Array.from(words);

  /** Distance of a row, or more than `most` as soon as that is certain. */
  const distanceTo = (row: number, hash: PdqHash, most: number): number => {
    let distance = 0;
    for (let word = 0; word < WORDS && distance <= most; word++)
      distance += bitCount(table[row * WORDS + word]! ^ hash[word]!);
    return distance;
  };
  const nearest = (pdq: PdqHash | string, radius: number = PDQ_BITS): NearestImage<E> | undefined => {
    const hash = typeof pdq === "string" ? parsePdqHash(pdq) : pdq;
    if (hash === undefined) return undefined;
    let best: E | undefined;
    let least = radius + 1;
    for (let row = 0; row < hashed.length && least > 0; row++) {
      const entry = hashed[row]!;
      const distance = distanceTo(row, hash, Math.min(least - 1, entry.radius ?? PDQ_BITS));
      if (distance >= least || distance > (entry.radius ?? PDQ_BITS)) continue;
      best = entry;
      least = distance;
    }
    return best && { entry: best, distance: least };
  };
  return {
    size: entries.length,
    nearest,
    within(pdq, radius) {
      const hash = typeof pdq === "string" ? parsePdqHash(pdq) : pdq;
      if (hash === undefined) return [];
      return hashed
        .map((entry, row) => ({ entry, distance: distanceTo(row, hash, PDQ_BITS) }))
        .filter(({ entry, distance }) => distance <= Math.min(radius, entry.radius ?? PDQ_BITS))
        .sort((a, b) => a.distance - b.distance);
    },
    match(image, radius) {
      const same = exact.get(image.sha256?.toLowerCase() ?? "") ?? exact.get(image.md5?.toLowerCase() ?? "");
      if (same !== undefined) return { entry: same, distance: 0 };
      return image.pdq === undefined ? undefined : nearest(image.pdq, radius);
    },
  };
}

function invalid(entry: ImageEntry, problem: string): MatchingError {
  return new MatchingError("EH_BANK_HASH_INVALID", `Entry "${entry.id}" ${problem}`);
}
