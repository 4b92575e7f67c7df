import { mix32 } from "../shingles.js";

/** Whole numbers that look random and depend on the seed alone (a Weyl sequence through the finaliser of MurmurHash3). */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = mix32(seed | 0);
  }

  /** A whole number from 0 to `below` - 1; `below` is at most 2^31. */
  below(below: number): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    // The product's 53 bits hold it exactly.
    return Math.floor((mix32(this.#state) / 0x1_0000_0000) * below);
  }

  /** Shuffles the first `count` elements in place (Fisher and Yates). */
  shuffle(list: Int32Array, count = list.length): void {
    for (let at = count - 1; at > 0; at--) {
      const other = this.below(at + 1);
      const kept = list[at]!;
      list[at] = list[other]!;
      list[other] = kept;
    }
  }
}
