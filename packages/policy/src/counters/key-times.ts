/**
 * The times of one key's events, sorted, with a value each where the counter has values. At most `cap` are kept: the
 * newest. Appending in order is constant time; an event that comes late is inserted in its place.
 */
export class KeyTimes {
  #times: number[] = [];
  #values: string[] | undefined;
  /** Entries before this one are expired; the arrays are cut when half of them are. */
  #start = 0;
  /** Newest time ever recorded under this key. */
  newest = Number.NEGATIVE_INFINITY;

  get size(): number {
    return this.#times.length - this.#start;
  }

  /** Adds an event and gives by how much the number of entries held has changed. */
  add(time: number, value: string | undefined, cap: number, expiredBefore: number): number {
    const before = this.size;
    if (value !== undefined) this.#values ??= [];
    const times = this.#times;
    if (time >= this.newest) {
      times.push(time);
      this.#values?.push(value as string);
      this.newest = time;
    } else {
      const at = this.#after(time);
      times.splice(at, 0, time);
      this.#values?.splice(at, 0, value as string);
    }
    while (this.#start < times.length && (times[this.#start] as number) <= expiredBefore) this.#start += 1;
    if (this.size > cap) this.#start = times.length - cap;
    if (this.#start > 32 && this.#start * 2 > times.length) {
      this.#times = times.slice(this.#start);
      this.#values = this.#values?.slice(this.#start);
      this.#start = 0;
    }
    return this.size - before;
  }

  /** Entries with a time in (after, upTo]. */
  count(after: number, upTo: number): number {
    const end = upTo >= this.newest ? this.#times.length : this.#after(upTo);
    return end - this.#after(after);
  }

  /** Different values of the entries with a time in (after, upTo]. */
  distinct(after: number, upTo: number): number {
    const values = this.#values;
    if (values === undefined) return 0;
    const end = upTo >= this.newest ? this.#times.length : this.#after(upTo);
    const from = this.#after(after);
    if (end - from < 2) return Math.max(0, end - from);
    const seen = new Set<string>();
    for (let i = from; i < end; i++) seen.add(values[i] as string);
    return seen.size;
  }

  /** Index of the first live entry later than `time`. */
  #after(time: number): number {
    const times = this.#times;
    let low = this.#start;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((times[middle] as number) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
