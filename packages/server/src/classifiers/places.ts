/** A number of places that are taken in turn; whoever finds none waits, for a time, and only so many do. */
export class Places {
  readonly #places: number;
  readonly #most: number;
  readonly #waiting = new Set<() => void>();
  #taken = 0;

  /** @param most who may wait at the same time */
  constructor(places: number, most: number) {
    this.#places = places;
    this.#most = most;
  }

  /** Takes a place; false where none became free in time. What was taken is given back with {@link leave}. */
  async take(waitMs: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    if (this.#taken < this.#places) {
      this.#taken += 1;
      return true;
    }
    if (this.#waiting.size >= this.#most) return false;
    return new Promise((resolve) => {
      const end = (got: boolean): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", giveUp);
        this.#waiting.delete(next);
        resolve(got);
      };
      // The place passes from hand to hand.
      const next = (): void => end(true);
      const giveUp = (): void => end(false);
      const timer = setTimeout(giveUp, waitMs);
      signal.addEventListener("abort", giveUp, { once: true });
      this.#waiting.add(next);
    });
  }

  leave(): void {
    for (const next of this.#waiting) return next();
    this.#taken -= 1;
  }
}
