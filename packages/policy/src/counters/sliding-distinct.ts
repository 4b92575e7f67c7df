/**
 * How many different values stand in a window that slides over a growing list: a reading pays for what has entered and left
 * since the one before, not for the whole window. Entries go by numbers that stay when the list is cut at its front.
 */
export class SlidingDistinct {
  readonly windowMs: number;
  readonly #counts = new Map<string, number>();
  /** Numbers of the entries that are counted: [from, to). */
  #from = 0;
  #to = 0;

  constructor(windowMs: number) {
    this.windowMs = windowMs;
  }

  /** Takes note that an entry was put before number `at`, so that all numbers from there on moved up. */
  inserted(at: number, value: string): void {
    if (at >= this.#to) return;
    this.#to += 1;
    if (at <= this.#from) this.#from += 1;
    else this.#enter(value);
  }

  /** Takes note that the entry with number `at` is gone, so that all numbers after it moved down. */
  removed(at: number, value: string): void {
    if (at >= this.#to) return;
    this.#to -= 1;
    if (at < this.#from) this.#from -= 1;
    else this.#leave(value);
  }

  /**
   * Different values in `values[from … end)`.
   *
   * @param cut number of the entry at `values[0]`
   */
  read(values: readonly string[], cut: number, from: number, end: number): number {
    const first = cut + from;
    const last = cut + end;
    const moved = Math.abs(first - this.#from) + Math.abs(last - this.#to);
    // What left the window may be cut off already; and far jumps are cheaper from the start.
    if (this.#from < cut || moved > last - first) {
      this.#counts.clear();
      this.#from = first;
      this.#to = first;
    }
    while (this.#to < last) this.#enter(values[this.#to++ - cut] as string);
    while (this.#from > first) this.#enter(values[--this.#from - cut] as string);
    while (this.#to > last) this.#leave(values[--this.#to - cut] as string);
    while (this.#from < first) this.#leave(values[this.#from++ - cut] as string);
    return this.#counts.size;
  }

  #enter(value: string): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
  }

  #leave(value: string): void {
    const left = (this.#counts.get(value) ?? 0) - 1;
    if (left > 0) this.#counts.set(value, left);
    else this.#counts.delete(value);
  }
}
