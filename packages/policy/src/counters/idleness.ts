/** Longest time that is told apart, in milliseconds: 49 days, more than the longest window and any sensible lateness. */
const LONGEST = 0xffff_ffff;
/** Slots of one doubling of the time: what is in one slot differs by at most 1/64 of its age. */
const PER_DOUBLING = 64;

/**
 * How much is held by keys that have been idle for how long: finds the idlest without sorting them. Slots grow with the age,
 * and are worked out in whole numbers, so that every machine puts a key in the same one.
 */
export class Idleness {
  readonly #nowMs: number;
  readonly #held = new Float64Array(33 * PER_DOUBLING);

  /** @param nowMs the newest time of all keys */
  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  /** Counts a key that was last used at a time and holds so many entries. */
  add(usedMs: number, entries: number): void {
    const slot = this.slot(usedMs);
    this.#held[slot] = (this.#held[slot] as number) + entries;
  }

  /** A higher slot has been idle for longer. */
  slot(usedMs: number): number {
    const age = Math.min(LONGEST, this.#nowMs - usedMs + 1) >>> 0;
    const zeros = Math.clz32(age);
    const doublings = 31 - zeros;
    // The six bits after the leading one. A shift by 32 would be a shift by 0.
    const fraction = zeros === 31 ? 0 : (age << (zeros + 1)) >>> 26;
    return doublings * PER_DOUBLING + fraction;
  }

  /**
   * What has to go to free `excess` entries: every slot above `whole`, and of that slot itself as much as `part` entries.
   */
  idlest(excess: number): { readonly whole: number; part: number } {
    let left = excess;
    for (let slot = this.#held.length - 1; slot > 0; slot--) {
      const held = this.#held[slot] as number;
      if (held >= left) return { whole: slot, part: left };
      left -= held;
    }
    return { whole: 0, part: left };
  }
}
