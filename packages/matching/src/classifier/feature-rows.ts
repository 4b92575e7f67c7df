/** Texts as sparse rows: the distinct buckets of each. */
import { foldForClassifier } from "./classifier-fold.js";
import { eachFeature, type FeatureOptions } from "./features.js";

/** Rows one after the other: row `i` is `buckets[starts[i]]` up to `buckets[starts[i + 1]]`. */
export interface FeatureRows {
  readonly count: number;
  readonly starts: Int32Array;
  readonly buckets: Int32Array;
  /** By row: 1 / √(number of distinct buckets), so that long and short texts weigh the same; 0 for a text without features. */
  readonly scales: Float64Array;
}

/** Reads texts into rows. */
export class RowBuilder {
  readonly #options: FeatureOptions;
  readonly #starts: number[] = [0];
  readonly #scales: number[] = [];
  readonly #stamps: Int32Array;
  #buckets = new Int32Array(1 << 16);
  #used = 0;

  constructor(options: FeatureOptions) {
    this.#options = options;
    this.#stamps = new Int32Array(1 << options.bits);
  }

  /** Buckets held, of all rows together. */
  get size(): number {
    return this.#used;
  }

  add(text: string): void {
    const stamps = this.#stamps;
    const stamp = this.#scales.length + 1;
    const first = this.#used;
    eachFeature(foldForClassifier(text).folded, this.#options, (bucket) => {
      if (stamps[bucket] === stamp) return;
      stamps[bucket] = stamp;
      if (this.#used === this.#buckets.length) this.#grow();
      this.#buckets[this.#used++] = bucket;
    });
    const distinct = this.#used - first;
    this.#starts.push(this.#used);
    this.#scales.push(distinct === 0 ? 0 : 1 / Math.sqrt(distinct));
  }

  finish(): FeatureRows {
    return {
      count: this.#scales.length,
      starts: Int32Array.from(this.#starts),
      buckets: this.#buckets.slice(0, this.#used),
      scales: Float64Array.from(this.#scales),
    };
  }

  #grow(): void {
    const larger = new Int32Array(this.#buckets.length * 2);
    larger.set(this.#buckets);
    this.#buckets = larger;
  }
}
