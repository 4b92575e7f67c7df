/**
 * TLSH, a locality-sensitive hash of bytes (Oliver, Cheng and Chen, "TLSH – A Locality Sensitive Hash", 2013): the standard kind of
 * 128 buckets and a checksum of one byte, written with the prefix T1 as its 4.x releases and ThreatExchange do. Texts are
 * hashed as UTF-8. Unlike shingles, a hash can be exchanged and kept without the text.
 */

/** Bytes below which there is no hash. */
export const TLSH_MIN_BYTES = 50;

/** A hash in its 35 bytes: checksum, length, quartile ratios, and 128 buckets of two bits, the first four in `code[0]`. */
export interface TlshHash {
  readonly checksum: number;
  /** Logarithm of the length, in steps. */
  readonly length: number;
  /** The first and second quartile over the third, in percent, modulo 16. */
  readonly ratio1: number;
  readonly ratio2: number;
  /** 32 bytes as eight words, four buckets of two bits in each byte. */
  readonly code: Uint32Array;
}

const BUCKETS = 128;
const WORDS = 8;
const WINDOW = 5;

/** The permutation of Pearson hashing that TLSH uses (Pearson, "Fast Hashing of Variable-Length Text Strings", 1990). */
const PEARSON = Uint8Array.from(
  (
    "01 57 31 0c b0 b2 66 a6 79 c1 06 54 f9 e6 2c a3 0e c5 d5 b5 a1 55 da 50 40 ef 18 e2 ec 8e 26 c8 6e b1 68 67 8d fd ff 32 4d 65 51 12 2d 60 1f de " +
    "19 6b be 46 56 ed f0 22 48 f2 14 d6 f4 e3 95 eb 61 ea 39 16 3c fa 52 af d0 05 7f c7 6f 3e 87 f8 ae a9 d3 3a 42 9a 6a c3 f5 ab 11 bb b6 b3 00 f3 " +
    "84 38 94 4b 80 85 9e 64 82 7e 5b 0d 99 f6 d8 db 77 44 df 4e 53 58 c9 63 7a 0b 5c 20 88 72 34 0a 8a 1e 30 b7 9c 23 3d 1a 8f 4a fb 5e 81 a2 3f 98 " +
    "aa 07 73 a7 f1 ce 03 96 37 3b 97 dc 5a 35 17 83 7d ad 0f ee 4f 5f 59 10 69 89 e1 e0 d9 a0 25 7b 76 49 02 9d 2e 74 09 91 86 e4 cf d4 ca d7 45 e5 " +
    "1b bc 43 7c a8 fc 2a 04 1d 6c 15 f7 13 cd 27 cb e9 28 ba 93 c6 c0 9b 21 a4 bf 62 cc a5 b4 75 4c 8c 24 d2 ac 29 36 9f 08 b9 e8 71 c4 e7 2f 92 78 " +
    "33 41 1c 90 fe dd 5d bd c2 8b 70 2b 47 6d b8 d1"
  )
    .split(" ")
    .map((hex) => Number.parseInt(hex, 16)),
);

function pearson(salted: number, a: number, b: number, c: number): number {
  return PEARSON[PEARSON[PEARSON[salted ^ a]! ^ b]! ^ c]!;
}

/** Each kind of triplet of the window begins with a number of its own. */
const SALT_CHECKSUM = PEARSON[0]!;
const SALTS = [2, 3, 5, 7, 11, 13].map((salt) => PEARSON[salt]!);

const encoder = new TextEncoder();

/**
 * The hash of bytes, or of a text as UTF-8. Undefined for fewer than `TLSH_MIN_BYTES`, and for what has so little variety that
 * half of the buckets stay empty.
 */
export function tlshOf(data: string | Uint8Array): TlshHash | undefined {
  const bytes = typeof data === "string" ? encoder.encode(data) : data;
  if (bytes.length < TLSH_MIN_BYTES) return undefined;
  const counts = new Uint32Array(256);
  const [salt2, salt3, salt5, salt7, salt11, salt13] = SALTS as [number, number, number, number, number, number];
  let checksum = 0;
  for (let at = WINDOW - 1; at < bytes.length; at++) {
    const a = bytes[at]!;
    const b = bytes[at - 1]!;
    const c = bytes[at - 2]!;
    const d = bytes[at - 3]!;
    const e = bytes[at - 4]!;
    checksum = pearson(SALT_CHECKSUM, a, b, checksum);
    counts[pearson(salt2, a, b, c)]! += 1;
    counts[pearson(salt3, a, b, d)]! += 1;
    counts[pearson(salt5, a, c, d)]! += 1;
    counts[pearson(salt7, a, c, e)]! += 1;
    counts[pearson(salt11, a, b, e)]! += 1;
    counts[pearson(salt13, a, d, e)]! += 1;
  }
  const buckets = counts.subarray(0, BUCKETS);
  const sorted = buckets.slice().sort();
  if (sorted[BUCKETS / 2 - 1] === 0) return undefined;
  const first = sorted[BUCKETS / 4 - 1]!;
  const second = sorted[BUCKETS / 2 - 1]!;
  const third = sorted[(BUCKETS / 4) * 3 - 1]!;
  const code = new Uint32Array(WORDS);
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const count = buckets[bucket]!;
    const level = count > third ? 3 : count > second ? 2 : count > first ? 1 : 0;
    code[bucket >> 4]! |= level << (2 * (bucket & 15));
  }
  return {
    checksum,
    length: lengthStep(bytes.length),
    ratio1: Math.floor((first * 100) / third) % 16,
    ratio2: Math.floor((second * 100) / third) % 16,
    code,
  };
}

/** The logarithm of a length: to the base 1.5 for short, 1.3 for middling and 1.1 for long data, joined to one scale. */
function lengthStep(length: number): number {
  const log = Math.log(Math.fround(length));
  if (length <= 656) return Math.floor(log / 0.4054651) & 0xff;
  if (length <= 3199) return Math.floor(log / 0.26236426 - 8.72777) & 0xff;
  return Math.floor(log / 0.09531018 - 62.5472) & 0xff;
}

/** T1 and 70 upper-case hexadecimal digits. */
export function formatTlsh({ checksum, length, ratio1, ratio2, code }: TlshHash): string {
  let text = `T1${swapped(checksum)}${swapped(length)}${swapped((ratio2 << 4) | ratio1)}`;
  for (let k = 4 * WORDS - 1; k >= 0; k--) {
    text += ((code[k >> 2]! >>> (8 * (k & 3))) & 0xff).toString(16).padStart(2, "0");
  }
  return text.toUpperCase();
}

/** Reads 70 hexadecimal digits of either case, with or without T1 before them; undefined for anything else. */
export function parseTlsh(text: string): TlshHash | undefined {
  const digits = /^(?:t1)?([\da-f]{70})$/i.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const byte = (at: number): number => Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16);
  const swap = (value: number): number => (value >> 4) | ((value & 15) << 4);
  const ratios = swap(byte(2));
  const code = new Uint32Array(WORDS);
  for (let k = 0; k < 4 * WORDS; k++) code[k >> 2]! |= byte(4 * WORDS + 2 - k) << (8 * (k & 3));
  return { checksum: swap(byte(0)), length: swap(byte(1)), ratio1: ratios & 15, ratio2: ratios >> 4, code };
}

/** A byte's digits, the low one first. */
function swapped(byte: number): string {
  return (byte & 15).toString(16) + (byte >> 4).toString(16);
}

/**
 * How far apart two hashes are: 0 for the same, up to some 30 for what is nearly the same, above 100 for what has little in common.
 * @param withLength whether different lengths count, as they do unless told
 */
export function tlshDistance(a: TlshHash, b: TlshHash, withLength: boolean = true): number {
  return headerDistance(a, b, withLength) + codeDistance(a.code, 0, b.code);
}

/** What lengths, quartile ratios and checksums add to a distance. */
export function headerDistance(a: Omit<TlshHash, "code">, b: Omit<TlshHash, "code">, withLength: boolean): number {
  let distance = a.checksum === b.checksum ? 0 : 1;
  if (withLength) {
    const apart = around(a.length, b.length, 256);
    distance += apart <= 1 ? apart : 12 * apart;
  }
  for (const apart of [around(a.ratio1, b.ratio1, 16), around(a.ratio2, b.ratio2, 16)]) {
    distance += apart <= 1 ? apart : 12 * (apart - 1);
  }
  return distance;
}

function around(a: number, b: number, size: number): number {
  const apart = Math.abs(a - b);
  return Math.min(apart, size - apart);
}

/**
 * What buckets add: how far apart their levels are, and 6 in place of 3. All sixteen buckets of a word at once.
 * @param from the word at which the first code begins in `codes`
 */
export function codeDistance(codes: Uint32Array, from: number, other: Uint32Array): number {
  let distance = 0;
  for (let word = 0; word < WORDS; word++) {
    const a = codes[from + word]!;
    const x = a ^ other[word]!;
    if (x === 0) continue;
    const low = x & 0x55555555;
    const high = (x >>> 1) & 0x55555555;
    // Both bits differ between 0 and 3, and between 1 and 2: told by whether the bits of one side are alike.
    const far = low & high & ~(a ^ (a >>> 1));
    const ones = pairCount(low);
    const twos = pairCount(high & ~low);
    distance += ones + 2 * twos + 5 * pairCount(far & 0x55555555);
  }
  return distance;
}

/** Number of pairs of bits that are 01, where none is 10 or 11. */
function pairCount(pairs: number): number {
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
