/**
 * Banks of TLSH hashes: for samples that are known by their hash alone, because their text may not be kept or comes from others
 * as a hash. Where there is the text, a sample bank tells near-duplicates better, also when words changed places.
 */
import { MatchingError } from "./matching-error.js";
import { grown } from "./near-duplicate-bands.js";
import { codeDistance, headerDistance, parseTlsh, type TlshHash, tlshOf } from "./tlsh.js";

/** The distance up to which ThreatExchange counts two texts as the same. */
export const TLSH_NEAR = 30;

/** Code units of a text below which `TlshBank.nearest` finds nothing: hashes of short texts are near to too many others. */
export const TLSH_MIN_TEXT = 256;

/** Code units of a text that are looked at. */
const MAX_TEXT = 100_000;

const LENGTHS = 256;
const WORDS = 8;

/** One entry of a bank. */
export interface TlshEntry {
  readonly id: string;
  /** 70 hexadecimal digits of either case, with or without T1 before them. */
  readonly tlsh: string;
}

/** An entry and how far away it is; see `tlshDistance`. */
export interface NearestTlsh<E extends TlshEntry = TlshEntry> {
  readonly entry: E;
  readonly distance: number;
}

export interface TlshBank<E extends TlshEntry = TlshEntry> {
  readonly size: number;
  /**
   * The nearest entry (the first listed of equals) up to `most`, `TLSH_NEAR` unless told. Compares with every entry that can be near by
   * its length: tens of millions a second.
   * @param text at least `TLSH_MIN_TEXT` long, of which 100,000 code units count; or a hash of whatever length
   */
  nearest(text: string | TlshHash, most?: number): NearestTlsh<E> | undefined;
  /**
   * Adds an entry behind all others.
   * @throws MatchingError EH_BANK_HASH_INVALID
   */
  add(entry: E): void;
  /** Removes every entry with this id, and says how many there were. Takes as long as looking at every entry. */
  remove(id: string): number;
}

export interface TlshBankOptions {
  /** Whether different lengths make hashes differ, as they do unless told. ThreatExchange compares without. */
  readonly withLength?: boolean;
}

/** Entries whose data are about as long. */
interface Shelf<E> {
  entries: E[];
  /** In the order in which entries were added to the bank. */
  order: Float64Array;
  codes: Uint32Array;
  /** Checksum and quartile ratios, a byte and two halves. */
  headers: Uint16Array;
}

class Tlshes<E extends TlshEntry> implements TlshBank<E> {
  readonly #withLength: boolean;
  readonly #shelves: (Shelf<E> | undefined)[] = new Array<undefined>(LENGTHS).fill(undefined);
  #size = 0;
  #added = 0;

  constructor(entries: readonly E[], { withLength = true }: TlshBankOptions) {
    this.#withLength = withLength;
    for (const entry of entries) this.add(entry);
  }

  get size(): number {
    return this.#size;
  }

  nearest(text: string | TlshHash, most: number = TLSH_NEAR): NearestTlsh<E> | undefined {
    if (typeof text === "string" && text.length < TLSH_MIN_TEXT) return undefined;
    const hash = typeof text === "string" ? tlshOf(text.slice(0, MAX_TEXT)) : text;
    if (hash === undefined) return undefined;
    let best: NearestTlsh<E> | undefined;
    let distance = most;
    let order = Number.POSITIVE_INFINITY;
    // The same length first, then those one step away on either side, and so on.
    for (let step = 0; step < LENGTHS; step++) {
      const apart = (step + 1) >> 1;
      if (this.#withLength && (apart <= 1 ? apart : 12 * apart) > distance) break;
      const length = (hash.length + (step % 2 === 0 ? -apart : apart) + LENGTHS) % LENGTHS;
      const shelf = this.#shelves[length];
      if (shelf === undefined) continue;
      for (let k = 0; k < shelf.entries.length; k++) {
        const header = shelf.headers[k]!;
        let its = headerDistance(
          hash,
          { checksum: header & 0xff, length, ratio1: (header >> 8) & 15, ratio2: header >> 12 },
          this.#withLength,
        );
        if (its > distance) continue;
        its += codeDistance(shelf.codes, WORDS * k, hash.code);
        if (its > distance || (its === distance && shelf.order[k]! > order)) continue;
        best = { entry: shelf.entries[k]!, distance: its };
        distance = its;
        order = shelf.order[k]!;
      }
    }
    return best;
  }

  add(entry: E): void {
    const hash = parseTlsh(entry.tlsh);
    if (hash === undefined) {
      throw new MatchingError(
        "EH_BANK_HASH_INVALID",
        `Entry "${entry.id}": ${JSON.stringify(entry.tlsh)} is no TLSH hash. Write T1 and 70 hexadecimal digits.`,
      );
    }
    const shelf = (this.#shelves[hash.length] ??= {
      entries: [],
      order: new Float64Array(4),
      codes: new Uint32Array(4 * WORDS),
      headers: new Uint16Array(4),
    });
    const place = shelf.entries.length;
    if (place >= shelf.order.length) {
      shelf.order = grown(shelf.order, place + 1);
      shelf.codes = grown(shelf.codes, WORDS * shelf.order.length);
      shelf.headers = grown(shelf.headers, shelf.order.length);
    }
    shelf.entries.push(entry);
    shelf.order[place] = this.#added++;
    shelf.codes.set(hash.code, WORDS * place);
    shelf.headers[place] = hash.checksum | (hash.ratio1 << 8) | (hash.ratio2 << 12);
    this.#size += 1;
  }

  remove(id: string): number {
    let removed = 0;
    for (const shelf of this.#shelves) if (shelf !== undefined) removed += removeFrom(shelf, id);
    this.#size -= removed;
    return removed;
  }
}

function removeFrom(shelf: Shelf<TlshEntry>, id: string): number {
  let kept = 0;
  const count = shelf.entries.length;
  for (let k = 0; k < count; k++) {
    const entry = shelf.entries[k]!;
    if (entry.id === id) continue;
    if (kept < k) {
      shelf.entries[kept] = entry;
      shelf.order[kept] = shelf.order[k]!;
      shelf.headers[kept] = shelf.headers[k]!;
      shelf.codes.copyWithin(WORDS * kept, WORDS * k, WORDS * (k + 1));
    }
    kept += 1;
  }
  shelf.entries.length = kept;
  return count - kept;
}

/**
 * Compiles a bank of TLSH hashes.
 * @throws MatchingError EH_BANK_HASH_INVALID for an entry whose hash is malformed
 */
export function createTlshBank<E extends TlshEntry>(entries: readonly E[], options: TlshBankOptions = {}): TlshBank<E> {
  return new Tlshes(entries, options);
}
