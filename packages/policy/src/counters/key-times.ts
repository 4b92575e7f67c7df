import { SlidingDistinct } from "./sliding-distinct.js";

/** Below this many entries a fresh set is as fast as a kept one. */
const FEW = 32;
/** Windows of one key whose values are kept counted. */
const MOST_SLIDING = 2;

/**
 * The times of one key's events, sorted, with a value each where the counter has values. Appending in order is constant
 * time; an event that comes late is inserted in its place.
 *
 * Of a key with more than twice `cap` events the newest 2 · `cap` are kept. A reading as of any time is therefore exact, up to
 * the cap, wherever at most `cap` events of the key are newer than that time.
 */
export class KeyTimes {
  #times: number[];
  #values: string[] | undefined;
  /** Entries before this one have gone; the arrays are cut when half of them have. */
  #start = 0;
  /** Entries cut off so far: an entry's number is this plus its place, and stays. */
  #cut = 0;
  #sliding: SlidingDistinct[] | undefined;
  /** Newest time ever recorded under this key. */
  newest: number;

  /** @param value every later event of the key has one, or none has */
  constructor(time: number, value: string | undefined) {
    // Most keys never see a second event: a list of one is an eighth of what pushing to an empty one takes.
    this.#times = [time];
    this.#values = value === undefined ? undefined : [value];
    this.newest = time;
  }

  /** @param times ascending, at least one; both arrays are kept */
  static of(times: number[], values: string[] | undefined): KeyTimes {
    const last = times.at(-1) as number;
    const made = new KeyTimes(last, values?.at(-1));
    made.#times = times;
    made.#values = values;
    return made;
  }

  get size(): number {
    return this.#times.length - this.#start;
  }

  /** Adds an event, lets go of what is expired or too much, and gives by how much the number of entries held has changed. */
  add(time: number, value: string | undefined, cap: number, expiredBefore: number): number {
    this.put(time, value);
    return 1 - this.forget(cap, expiredBefore);
  }

  /** Adds an event and lets nothing go. */
  put(time: number, value: string | undefined): void {
    if (time >= this.newest) {
      this.#times.push(time);
      this.#values?.push(value as string);
      this.newest = time;
    } else this.#insert(time, value);
  }

  /** Lets go of what is expired or too much, and says how many entries that were. */
  forget(cap: number, expiredBefore: number): number {
    const before = this.size;
    const times = this.#times;
    while (this.#start < times.length && (times[this.#start] as number) <= expiredBefore) this.#start += 1;
    if (this.size > 2 * cap) this.#start = times.length - 2 * cap;
    if (this.#start > 32 && this.#start * 2 > times.length) this.#cutOff();
    return before - this.size;
  }

  /**
   * Takes the newest {@link put} of this time back. What was put last has to be taken back first, with no
   * {@link forget} in between: then everything is as it was before.
   *
   * @param newest the value of {@link newest} before that put
   */
  takeBack(time: number, newest: number): void {
    const at = this.#after(time) - 1;
    this.#times.splice(at, 1);
    const [value] = this.#values?.splice(at, 1) ?? [];
    this.newest = newest;
    if (this.#sliding === undefined || value === undefined) return;
    for (const window of this.#sliding) window.removed(this.#cut + at, value);
  }

  /** Entries with a time in (after, upTo]. */
  count(after: number, upTo: number): number {
    return this.#end(upTo) - this.#after(after);
  }

  /** Different values of the entries with a time in (after, upTo]; of more than `cap` entries, of the newest `cap`. */
  distinct(after: number, upTo: number, cap: number): number {
    const values = this.#values;
    if (values === undefined) return 0;
    const end = this.#end(upTo);
    const from = Math.max(this.#after(after), end - cap);
    if (end - from < 2) return Math.max(0, end - from);
    if (end - from > FEW) return this.#slidingFor(upTo - after).read(values, this.#cut, from, end);
    const seen = new Set<string>();
    for (let i = from; i < end; i++) seen.add(values[i] as string);
    return seen.size;
  }

  #insert(time: number, value: string | undefined): void {
    const at = this.#after(time);
    this.#times.splice(at, 0, time);
    this.#values?.splice(at, 0, value as string);
    if (this.#sliding === undefined || value === undefined) return;
    for (const window of this.#sliding) window.inserted(this.#cut + at, value);
  }

  #cutOff(): void {
    this.#cut += this.#start;
    this.#times = this.#times.slice(this.#start);
    this.#values = this.#values?.slice(this.#start);
    this.#start = 0;
  }

  #slidingFor(windowMs: number): SlidingDistinct {
    this.#sliding ??= [];
    let window = this.#sliding.find((one) => one.windowMs === windowMs);
    if (window === undefined) {
      window = new SlidingDistinct(windowMs);
      if (this.#sliding.length === MOST_SLIDING) this.#sliding.shift();
      this.#sliding.push(window);
    }
    return window;
  }

  #end(upTo: number): number {
    return upTo >= this.newest ? this.#times.length : this.#after(upTo);
  }

  /** Place of the first live entry later than `time`. */
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
