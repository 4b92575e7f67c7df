/** Shingles of many texts in a few pages of memory. */
import { grown } from "./near-duplicate-bands.js";

/** Hashes on a page; the first pages are smaller. A text has at most `MAX_SHINGLED` shingles, which fits on any page. */
const PAGE = 2 ** 20;
const FIRST_PAGE = 2 ** 13;
/** Pages are written anew where more than this many hashes, and more than are in use, belong to what was removed. */
const SLACK = 2 ** 16;

/** Sets of hashes by small whole numbers, which are used again after a set is removed. */
export class ShingleStore {
  #pages: Uint32Array[] = [];
  /** Where the next set goes on the last page. */
  #end = 0;
  #page = new Uint32Array(16);
  #from = new Uint32Array(16);
  #length = new Uint16Array(16);
  readonly #free: number[] = [];
  #ids = 0;
  #used = 0;
  #wasted = 0;

  /** One more than the largest id in use. */
  get ids(): number {
    return this.#ids;
  }
  get bytes(): number {
    const pages = this.#pages.reduce((sum, page) => sum + page.byteLength, 0);
    return pages + this.#page.byteLength + this.#from.byteLength + this.#length.byteLength;
  }

  add(shingles: Uint32Array): number {
    const id = this.#free.pop() ?? this.#ids++;
    if (id >= this.#page.length) {
      this.#page = grown(this.#page, id + 1);
      this.#from = grown(this.#from, id + 1);
      this.#length = grown(this.#length, id + 1);
    }
    this.#write(id, shingles, 0, shingles.length);
    this.#used += shingles.length;
    return id;
  }

  remove(id: number): void {
    const length = this.lengthOf(id);
    this.#used -= length;
    this.#wasted += length;
    this.#length[id] = 0;
    this.#free.push(id);
    if (this.#wasted > SLACK && this.#wasted > this.#used) this.#compact();
  }

  /** The page that holds a set: its hashes are `lengthOf(id)` from `fromOf(id)` on, sorted. */
  pageOf(id: number): Uint32Array {
    return this.#pages[this.#page[id]!]!;
  }
  fromOf(id: number): number {
    return this.#from[id]!;
  }
  /** 0 for an id that is not in use. */
  lengthOf(id: number): number {
    return this.#length[id]!;
  }

  #write(id: number, from: Uint32Array, start: number, length: number): void {
    let page = this.#pages.at(-1);
    if (page === undefined || this.#end + length > page.length) {
      page = new Uint32Array(Math.min(PAGE, page === undefined ? FIRST_PAGE : 2 * page.length));
      this.#pages.push(page);
      this.#end = 0;
    }
    for (let k = 0; k < length; k++) page[this.#end + k] = from[start + k]!;
    this.#page[id] = this.#pages.length - 1;
    this.#from[id] = this.#end;
    this.#length[id] = length;
    this.#end += length;
  }

  #compact(): void {
    const pages = this.#pages;
    this.#pages = [];
    this.#end = 0;
    this.#wasted = 0;
    for (let id = 0; id < this.#ids; id++) {
      const length = this.#length[id]!;
      if (length > 0) this.#write(id, pages[this.#page[id]!]!, this.#from[id]!, length);
    }
  }
}
