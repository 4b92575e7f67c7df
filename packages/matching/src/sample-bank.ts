/**
 * Sample banks: texts that were decided before, and which of them a new text nearly repeats.
 */
import type { Span } from "./fold.js";
import { grown } from "./near-duplicate-bands.js";
import { ShingleIndex, sketchText, type TextSketch } from "./near-duplicate-index.js";
import { shinglesOf, spansOfShingles } from "./shingles.js";

/** One sample of a bank. */
export interface SampleEntry {
  readonly id: string;
  readonly text: string;
}

/** The sample nearest to a text. */
export interface NearestSample<E extends SampleEntry = SampleEntry> {
  readonly sample: E;
  /** Jaccard similarity of the texts' shingles, from `SIMILARITY_FLOOR` to 1 (the same words in the same order). */
  readonly similarity: number;
}

/** A compiled sample bank. */
export interface SampleBank<E extends SampleEntry = SampleEntry> {
  readonly size: number;
  /** Memory of the index, without the samples themselves. */
  readonly bytes: number;
  /** The most similar sample (the first listed of equals), or undefined where none reaches `SIMILARITY_FLOOR`. */
  nearest(text: string | TextSketch): NearestSample<E> | undefined;
  /** Adds a sample behind all others. It is found from then on. */
  add(sample: E): void;
  /** Removes every sample with this id, and says how many there were. */
  remove(id: string): number;
}

/**
 * Below this, two texts are different texts, and nothing is reported. In banks of up to 10,000 different samples, one that is as
 * similar is missed 12 times in a million; in larger ones once in 500 times at 0.8, once in fifty at 0.7, and at 0.5
 * about every second time. Of hundreds of near twins in a larger bank, the answer may be another than the nearest: measured in
 * a million samples with campaigns of 500, it was for 3 in a hundred texts.
 */
export const SIMILARITY_FLOOR = 0.5;

/** Samples in their order; those with the same shingles stand for one set of the index and are linked. */
class Samples<E extends SampleEntry> implements SampleBank<E> {
  readonly #index: ShingleIndex;
  #samples: (E | undefined)[] = [];
  #size = 0;
  /** By place of the sample: its set in the index (-1 for none), and the samples with the same set before and after it (-1). */
  #setOf = new Int32Array(16);
  #before = new Int32Array(16);
  #after = new Int32Array(16);
  /** By set: the places of its first and last sample. */
  #first = new Int32Array(16);
  #last = new Int32Array(16);
  /** Places by id, made when first needed. */
  #places: Map<string, number[]> | undefined;

  constructor(samples: readonly E[]) {
    this.#index = new ShingleIndex(samples.length);
    for (const sample of samples) this.add(sample);
  }

  get size(): number {
    return this.#size;
  }
  get bytes(): number {
    const own = [this.#setOf, this.#before, this.#after, this.#first, this.#last];
    return this.#index.bytes + own.reduce((sum, array) => sum + array.byteLength, 0);
  }

  nearest(text: string | TextSketch): NearestSample<E> | undefined {
    const found = this.#index.nearest(typeof text === "string" ? sketchText(text) : text, SIMILARITY_FLOOR);
    return found && { sample: this.#samples[this.#first[found.id]!]!, similarity: found.similarity };
  }

  add(sample: E): void {
    const place = this.#samples.length;
    this.#samples.push(sample);
    this.#size += 1;
    if (this.#places !== undefined) addPlace(this.#places, sample.id, place);
    const sketch = sketchText(sample.text);
    if (sketch.shingles.length === 0) {
      this.#link(place, -1, -1);
      return;
    }
    const known = this.#index.find(sketch);
    const set = known >= 0 ? known : this.#index.add(sketch, place);
    if (set >= this.#first.length) {
      this.#first = grown(this.#first, set + 1);
      this.#last = grown(this.#last, set + 1);
    }
    if (known < 0) this.#first[set] = place;
    this.#link(place, set, known < 0 ? -1 : this.#last[set]!);
    this.#last[set] = place;
  }

  remove(id: string): number {
    const places = this.#placesOf(id);
    for (const place of places) this.#removeAt(place);
    this.#places?.delete(id);
    this.#size -= places.length;
    if (this.#samples.length > 2 * this.#size + 1024) this.#compact();
    return places.length;
  }

  #link(place: number, set: number, before: number): void {
    if (place >= this.#setOf.length) {
      this.#setOf = grown(this.#setOf, place + 1);
      this.#before = grown(this.#before, place + 1);
      this.#after = grown(this.#after, place + 1);
    }
    this.#setOf[place] = set;
    this.#before[place] = before;
    this.#after[place] = -1;
    if (before >= 0) this.#after[before] = place;
  }

  #placesOf(id: string): readonly number[] {
    if (this.#places === undefined) {
      this.#places = new Map();
      for (const [place, sample] of this.#samples.entries()) {
        if (sample !== undefined) addPlace(this.#places, sample.id, place);
      }
    }
    return this.#places.get(id) ?? [];
  }

  #removeAt(place: number): void {
    this.#samples[place] = undefined;
    const set = this.#setOf[place]!;
    if (set < 0) return;
    const before = this.#before[place]!;
    const after = this.#after[place]!;
    if (before < 0 && after < 0) {
      this.#index.remove(set);
      return;
    }
    if (after >= 0) this.#before[after] = before;
    else this.#last[set] = before;
    if (before >= 0) {
      this.#after[before] = after;
    } else {
      this.#first[set] = after;
      this.#index.setRank(set, after);
    }
  }

  /** Closes the gaps that removed samples left in the order. */
  #compact(): void {
    const samples = this.#samples;
    this.#samples = [];
    this.#places = undefined;
    const sets = this.#setOf;
    for (const [place, sample] of samples.entries()) {
      if (sample === undefined) continue;
      const now = this.#samples.length;
      const set = sets[place]!;
      const isFirst = set >= 0 && this.#first[set] === place;
      this.#samples.push(sample);
      // Places only become smaller, so what is read here has not been written yet.
      this.#link(now, set, set < 0 || isFirst ? -1 : this.#last[set]!);
      if (set < 0) continue;
      if (isFirst) {
        this.#first[set] = now;
        this.#index.setRank(set, now);
      }
      this.#last[set] = now;
    }
  }
}

function addPlace(places: Map<string, number[]>, id: string, place: number): void {
  const known = places.get(id);
  if (known === undefined) places.set(id, [place]);
  else known.push(place);
}

/** Compiles a sample bank. A sample without a letter or digit is like no text and never found. */
export function createSampleBank<E extends SampleEntry>(samples: readonly E[]): SampleBank<E> {
  return new Samples(samples);
}

/** How similar a text is to the nearest sample of a bank: 0, or `SIMILARITY_FLOOR` to 1. */
export function similar(bank: SampleBank, text: string | TextSketch): number {
  return bank.nearest(text)?.similarity ?? 0;
}

/** The parts of a text that a sample has too, as evidence: in order, merged, in UTF-16 code units of `text`. */
export function overlappingSpans(text: string, sample: string): Span[] {
  return spansOfShingles(text, shinglesOf(sample));
}

export { sketchText, type TextSketch } from "./near-duplicate-index.js";
