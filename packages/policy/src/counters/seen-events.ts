import { detached } from "./kept-text.js";

/** Slices in one lateness: forgetting goes by slices, so it is at most this coarse. */
const SLICES = 64;

/**
 * Which events were counted, remembered as long as an event may come late, and bounded.
 *
 * Identities are kept in slices by event time. What is older than `horizon` counts as late and is refused, so a slice that
 * ends before it can be forgotten whole, and counting stays idempotent. When more than `max` are held, the oldest slice is
 * forgotten and the horizon moves up to its end: then lateness is shorter for a while, but nothing is ever counted twice.
 * Where one slice alone overflows, the horizon moves up to the newest event itself. (Of more than `max` / 2 events in one
 * and the same millisecond, as a file without times has them, a repeat of an early one is counted again.)
 */
export class SeenEvents {
  readonly #latenessMs: number;
  readonly #sliceMs: number;
  readonly #max: number;
  readonly #slices = new Map<number, Set<string>>();
  #newest = Number.NEGATIVE_INFINITY;
  /** Events of exactly the newest time: the only ones that the horizon can never refuse. */
  #latest: string[] = [];
  #size = 0;
  #horizon = Number.NEGATIVE_INFINITY;

  constructor(latenessMs: number, max: number) {
    this.#latenessMs = latenessMs;
    this.#sliceMs = Math.max(1, Math.ceil(latenessMs / SLICES));
    this.#max = max;
  }

  /** Time of the newest event. */
  get newest(): number {
    return this.#newest;
  }

  get size(): number {
    return this.#size;
  }

  /** An event older than this is late. */
  get horizon(): number {
    return this.#horizon;
  }

  /** Remembers an event that is not late; false where it was known. An event's time never changes, so neither does its slice. */
  add(eventKey: string, timeMs: number): boolean {
    const slice = Math.floor(timeMs / this.#sliceMs);
    let keys = this.#slices.get(slice);
    if (keys === undefined) {
      keys = new Set();
      this.#slices.set(slice, keys);
    }
    const kept = detached(eventKey);
    const before = keys.size;
    keys.add(kept);
    // One lookup instead of two: most events are new.
    if (keys.size === before) return false;
    this.#size += 1;
    if (timeMs > this.#newest) this.#advance(timeMs, kept);
    else if (timeMs === this.#newest) this.#latest.push(kept);
    if (this.#size > this.#max) this.#forgetOldest();
    return true;
  }

  #advance(timeMs: number, eventKey: string): void {
    const passed = Math.floor(this.#newest / this.#sliceMs) !== Math.floor(timeMs / this.#sliceMs);
    this.#newest = timeMs;
    this.#latest = [eventKey];
    this.#horizon = Math.max(this.#horizon, timeMs - this.#latenessMs);
    if (!passed) return;
    for (const [slice, keys] of this.#slices) {
      if ((slice + 1) * this.#sliceMs <= this.#horizon) this.#forget(slice, keys);
    }
  }

  #forgetOldest(): void {
    const newest = Math.floor(this.#newest / this.#sliceMs);
    let oldest = newest;
    for (const slice of this.#slices.keys()) oldest = Math.min(oldest, slice);
    const keys = this.#slices.get(oldest) as ReadonlySet<string>;
    this.#forget(oldest, keys);
    if (oldest !== newest) {
      this.#horizon = Math.max(this.#horizon, (oldest + 1) * this.#sliceMs);
      return;
    }
    this.#horizon = this.#newest;
    this.#latest = this.#latest.slice(Math.max(0, this.#latest.length - Math.floor(this.#max / 2)));
    this.#slices.set(newest, new Set(this.#latest));
    this.#size += this.#latest.length;
  }

  #forget(slice: number, keys: ReadonlySet<string>): void {
    this.#slices.delete(slice);
    this.#size -= keys.size;
  }
}
