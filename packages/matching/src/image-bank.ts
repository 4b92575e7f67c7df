/** Banks of images: entries found by how an image looks (PDQ) or by its very bytes (SHA-256, MD5). */
import { HammingIndex } from "./hamming-index.js";
import { parsePdqHash, PDQ_BITS, type PdqHash } from "./image-hash.js";
import { MatchingError } from "./matching-error.js";

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

/** An image bank. Entries can be added and removed at any time, and count at once. */
export interface ImageBank<E extends ImageEntry = ImageEntry> {
  readonly size: number;
  /**
   * The entry at the smallest PDQ distance (the first listed of equals) up to `radius`, and within its own radius. Where neither
   * the asker nor the entries say one, all have to be compared: say one for large banks.
   */
  nearest(pdq: PdqHash | string, radius?: number): NearestImage<E> | undefined;
  /** Every entry up to `radius`, nearest first. */
  within(pdq: PdqHash | string, radius: number): NearestImage<E>[];
  /** The entry that has the image's SHA-256 or MD5 (distance 0), or else the nearest by PDQ. */
  match(image: ImageHashes, radius?: number): NearestImage<E> | undefined;
  /**
   * Adds entries, listed after all that are there.
   *
   * @throws MatchingError EH_BANK_HASH_INVALID as `createImageBank`; none of them is added then
   */
  add(entries: readonly E[]): void;
  /** Removes every entry with this id. @returns how many there were */
  remove(id: string): number;
}

/**
 * Compiles an image bank.
 * @throws MatchingError EH_BANK_HASH_INVALID for an entry without a hash, with a malformed one, or with a radius out of 0 to 256
 */
export function createImageBank<E extends ImageEntry>(entries: readonly E[]): ImageBank<E> {
  const bank = new IndexedImageBank<E>();
  bank.add(entries);
  return bank;
}

/** An entry and the key under which its PDQ hash is indexed. */
interface Held<E> {
  readonly entry: E;
  readonly key: number | undefined;
}

class IndexedImageBank<E extends ImageEntry> implements ImageBank<E> {
  readonly #index = new HammingIndex();
  readonly #byKey = new Map<number, E>();
  /** By SHA-256 or MD5, in lower case; the first listed first. */
  readonly #exact = new Map<string, E[]>();
  readonly #byId = new Map<string, Held<E>[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  nearest(pdq: PdqHash | string, radius: number = PDQ_BITS): NearestImage<E> | undefined {
    const hash = typeof pdq === "string" ? parsePdqHash(pdq) : pdq;
    const found = hash && this.#index.nearest(hash, radius);
    return found && { entry: this.#byKey.get(found.key)!, distance: found.distance };
  }

  within(pdq: PdqHash | string, radius: number): NearestImage<E>[] {
    const hash = typeof pdq === "string" ? parsePdqHash(pdq) : pdq;
    if (hash === undefined) return [];
    return this.#index.within(hash, radius).map(({ key, distance }) => ({ entry: this.#byKey.get(key)!, distance }));
  }

  match(image: ImageHashes, radius?: number): NearestImage<E> | undefined {
    const same = this.#same(image.sha256) ?? this.#same(image.md5);
    if (same !== undefined) return { entry: same, distance: 0 };
    return image.pdq === undefined ? undefined : this.nearest(image.pdq, radius);
  }

  add(entries: readonly E[]): void {
    const hashes = entries.map(checkEntry);
    const indexed = entries.flatMap((entry, at) => {
      const hash = hashes[at];
      return hash === undefined ? [] : [{ entry, hash, reach: entry.radius }];
    });
    let next = this.#index.addAll(indexed);
    for (const [at, entry] of entries.entries()) {
      const key = hashes[at] === undefined ? undefined : next++;
      if (key !== undefined) this.#byKey.set(key, entry);
      for (const hash of exactHashes(entry)) push(this.#exact, hash, entry);
      push(this.#byId, entry.id, { entry, key });
    }
    this.#size += entries.length;
  }

  remove(id: string): number {
    const held = this.#byId.get(id) ?? [];
    this.#byId.delete(id);
    for (const { entry, key } of held) {
      if (key !== undefined) {
        this.#index.remove(key);
        this.#byKey.delete(key);
      }
      for (const hash of exactHashes(entry)) {
        const left = this.#exact.get(hash)?.filter((other) => other !== entry) ?? [];
        if (left.length > 0) this.#exact.set(hash, left);
        else this.#exact.delete(hash);
      }
    }
    this.#size -= held.length;
    return held.length;
  }

  #same(hash: string | undefined): E | undefined {
    return hash === undefined ? undefined : this.#exact.get(hash.toLowerCase())?.[0];
  }
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function exactHashes({ sha256, md5 }: ImageEntry): string[] {
  return [sha256, md5].flatMap((hash) => (hash === undefined ? [] : [hash.toLowerCase()]));
}

/** @returns its PDQ hash, where it has one */
function checkEntry(entry: ImageEntry): PdqHash | undefined {
  const { pdq, sha256, md5, radius } = entry;
  if (pdq === undefined && sha256 === undefined && md5 === undefined) {
    throw invalid(entry, "has no hash. Give it a pdq, sha256 or md5.");
  }
  if (radius !== undefined && !(Number.isInteger(radius) && radius >= 0 && radius <= PDQ_BITS)) {
    throw invalid(entry, `has the radius ${radius}. A radius is a whole number from 0 to ${PDQ_BITS}.`);
  }
  if (sha256 !== undefined && !/^[\da-f]{64}$/i.test(sha256)) {
    throw invalid(entry, `has the sha256 ${JSON.stringify(sha256)}. It takes 64 hexadecimal digits.`);
  }
  if (md5 !== undefined && !/^[\da-f]{32}$/i.test(md5)) {
    throw invalid(entry, `has the md5 ${JSON.stringify(md5)}. It takes 32 hexadecimal digits.`);
  }
  if (pdq === undefined) return undefined;
  const hash = parsePdqHash(pdq);
  if (hash === undefined) throw invalid(entry, `has the pdq ${JSON.stringify(pdq)}. It takes 64 hexadecimal digits.`);
  return hash;
}

function invalid(entry: ImageEntry, problem: string): MatchingError {
  return new MatchingError("EH_BANK_HASH_INVALID", `Entry "${entry.id}" ${problem}`);
}
