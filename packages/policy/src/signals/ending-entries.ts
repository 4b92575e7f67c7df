/** Entries of a changing index that end: taken out when their time has come, and put back where an older event asks. */
interface Ending {
  readonly expiresMs?: number;
}

/** Ends are few moments, each shared by many entries: days, mostly. */
export class EndingEntries<E extends Ending> {
  readonly #add: (id: string, entry: E) => void;
  readonly #remove: (id: string) => void;
  /** Entries by the moment of their end. */
  readonly #byEnd = new Map<number, Map<string, E>>();
  readonly #endOf = new Map<string, number>();
  /** Moments in order, made anew when one has come or gone. */
  #ends: readonly number[] | undefined;
  /** The time that the index is true for. */
  #asOf = Number.NEGATIVE_INFINITY;

  constructor(add: (id: string, entry: E) => void, remove: (id: string) => void) {
    this.#add = add;
    this.#remove = remove;
  }

  /** Tells of an entry that has just been added to the index. */
  watch(id: string, entry: E): void {
    const { expiresMs } = entry;
    if (expiresMs === undefined) return;
    let entries = this.#byEnd.get(expiresMs);
    if (entries === undefined) {
      this.#byEnd.set(expiresMs, (entries = new Map()));
      this.#ends = undefined;
    }
    entries.set(id, entry);
    this.#endOf.set(id, expiresMs);
    if (expiresMs <= this.#asOf) this.#remove(id);
  }

  /** Tells of an entry that goes for good. */
  forget(id: string): void {
    const end = this.#endOf.get(id);
    if (end === undefined) return;
    this.#endOf.delete(id);
    const entries = this.#byEnd.get(end);
    entries?.delete(id);
    if (entries?.size !== 0) return;
    this.#byEnd.delete(end);
    this.#ends = undefined;
  }

  /** Has the index hold what has not ended at a time. Takes no time where nothing ends between this time and the last. */
  sweep(asOf: number): void {
    if (this.#endOf.size === 0 || asOf === this.#asOf) return;
    this.#ends ??= [...this.#byEnd.keys()].sort((a, b) => a - b);
    const before = this.#asOf;
    this.#asOf = asOf;
    for (let at = firstAfter(this.#ends, Math.min(before, asOf)); at < this.#ends.length; at++) {
      const end = this.#ends[at] as number;
      if (end > Math.max(before, asOf)) return;
      for (const [id, entry] of this.#byEnd.get(end) ?? []) {
        if (asOf > before) this.#remove(id);
        else this.#add(id, entry);
      }
    }
  }
}

/** The place of the first number that is greater. */
function firstAfter(sorted: readonly number[], than: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) <= than) low = middle + 1;
    else high = middle;
  }
  return low;
}
