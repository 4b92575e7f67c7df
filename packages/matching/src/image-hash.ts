/**
 * Image hashes: PDQ (256 bits, compared by how many differ; ThreatExchange, "PDQ hashing algorithm") and the exact MD5 and
 * SHA-256.
 */

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
