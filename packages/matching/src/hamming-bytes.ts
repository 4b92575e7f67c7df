/** The bytes of a hash index: a header of six words, the hashes, their keys and reaches. Little-endian, with a checksum. */
import { MatchingError } from "./matching-error.js";

/** What is kept of an index. */
export interface IndexParts {
  /** Eight words for each hash. */
  readonly words: Int32Array;
  /** Ascending. */
  readonly keys: Uint32Array;
  /** 0 to 256. */
  readonly reach: Int16Array;
  readonly nextKey: number;
}

/** "EHI1" where the machine is little-endian: elsewhere the bytes are not recognised, and refused. */
const MAGIC = 0x31494845;
const HEADER = 6;
const ROW_BYTES = 32 + 4 + 2;

export function packIndex({ words, keys, reach, nextKey }: IndexParts): Uint8Array {
  const bytes = new Uint8Array(HEADER * 4 + keys.length * ROW_BYTES + (keys.length % 2) * 2);
  const header = new Uint32Array(bytes.buffer, 0, HEADER);
  const body = HEADER * 4;
  new Int32Array(bytes.buffer, body, words.length).set(words);
  new Uint32Array(bytes.buffer, body + words.byteLength, keys.length).set(keys);
  new Int16Array(bytes.buffer, body + words.byteLength + keys.byteLength, reach.length).set(reach);
  header.set([MAGIC, keys.length, nextKey, 0]);
  header.set(checksum(bytes), HEADER - 2);
  return bytes;
}

/** @throws MatchingError EH_HASH_INDEX_CORRUPT where a byte differs from what was packed */
export function unpackIndex(packed: Uint8Array): IndexParts {
  // A copy: it becomes the index's own memory, and has to lie at a multiple of four.
  const bytes = packed.slice();
  if (bytes.length < HEADER * 4 || bytes.length % 4 !== 0) throw corrupt("is cut off");
  const [magic, count = 0, nextKey = 0, , ...sums] = new Uint32Array(bytes.buffer, 0, HEADER);
  if (magic !== MAGIC) throw corrupt("is none, or one of another version or kind of machine");
  if (bytes.length !== HEADER * 4 + count * ROW_BYTES + (count % 2) * 2)
    throw corrupt("has another length than it says");
  if (checksum(bytes).some((sum, index) => sum !== sums[index])) throw corrupt("does not fit its checksum");
  const body = HEADER * 4;
  const words = new Int32Array(bytes.buffer, body, count * 8);
  const keys = new Uint32Array(bytes.buffer, body + words.byteLength, count);
  const reach = new Int16Array(bytes.buffer, body + words.byteLength + keys.byteLength, count);
  if (keys.some((key, row) => key >= nextKey || (row > 0 && key <= keys[row - 1]!)))
    throw corrupt("has keys out of order");
  if (reach.some((value) => value < 0 || value > 256)) throw corrupt("has a reach out of 0 to 256");
  return { words, keys, reach, nextKey };
}

/**
 * Two sums over everything but themselves. Each step can be undone, so that one changed word always changes both; it guards
 * against damage and not against intent.
 */
function checksum(bytes: Uint8Array): [number, number] {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  let first = 0x811c9dc5 | 0;
  let second = words.length | 0;
  for (let at = 0; at < words.length; at++) {
    if (at === HEADER - 2 || at === HEADER - 1) continue;
    const word = words[at]!;
    first = Math.imul(first ^ word, 0x01000193);
    second = Math.imul(((second << 7) | (second >>> 25)) + word, 0x85ebca6b);
  }
  return [first >>> 0, second >>> 0];
}

function corrupt(what: string): MatchingError {
  return new MatchingError(
    "EH_HASH_INDEX_CORRUPT",
    `The stored hash index ${what}. Build it again from the bank's entries.`,
  );
}
