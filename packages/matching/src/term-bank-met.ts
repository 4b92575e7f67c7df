/** What a scan met of the texts that are looked for beside the entries. */

const NOWHERE: readonly number[] = [];

/** The extras that stand in a text, and where they end. Kept from text to text, because making it takes longer than most scans. */
export class MetExtras {
  /** How many were met. */
  count = 0;
  /** Those that were met, in order of their first end. */
  readonly #list: Int32Array;
  /** Per extra, where it first ends; 0 where it was not met: none is empty. */
  readonly #first: Int32Array;
  /** Per extra that was ever met once, its end as a list: made once, because it is asked for in every text. */
  readonly #single: (number[] | undefined)[];
  /** The ends of those that were met more than once. */
  readonly #ends = new Map<number, number[]>();

  constructor(extras: number) {
    this.#list = new Int32Array(extras);
    this.#first = new Int32Array(extras);
    this.#single = new Array<number[] | undefined>(extras).fill(undefined);
  }

  clear(): void {
    for (let place = 0; place < this.count; place++) this.#first[this.#list[place]!] = 0;
    this.count = 0;
    if (this.#ends.size > 0) this.#ends.clear();
  }

  add(extra: number, end: number): void {
    const first = this.#first[extra]!;
    if (first === 0) {
      this.#first[extra] = end;
      this.#list[this.count++] = extra;
      return;
    }
    const ends = this.#ends.get(extra);
    if (ends === undefined) this.#ends.set(extra, [first, end]);
    else ends.push(end);
  }

  /** The extra at a place of those that were met. */
  at(place: number): number {
    return this.#list[place]!;
  }

  has(extra: number): boolean {
    return this.#first[extra] !== 0;
  }

  /** Where an extra ends, in order. The list holds until the next `clear`. */
  ends(extra: number): readonly number[] {
    const first = this.#first[extra]!;
    if (first === 0) return NOWHERE;
    const ends = this.#ends.size === 0 ? undefined : this.#ends.get(extra);
    if (ends !== undefined) return ends;
    const single = (this.#single[extra] ??= [0]);
    single[0] = first;
    return single;
  }

  /** Where one of some extras ends, in order. The list holds until the next `clear`. */
  endsOf(extras: readonly number[]): readonly number[] {
    if (extras.length === 1) return this.ends(extras[0]!);
    let only = NOWHERE;
    let several: number[] | undefined;
    for (const extra of extras) {
      if (!this.has(extra)) continue;
      const ends = this.ends(extra);
      if (only.length === 0) only = ends;
      else {
        several ??= [...only];
        for (const end of ends) several.push(end);
      }
    }
    return several === undefined ? only : several.sort((a, b) => a - b);
  }
}
