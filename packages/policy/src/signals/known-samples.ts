/** Samples that are known as texts, and samples that are known by their hash alone. */
import {
  createSampleBank,
  createTlshBank,
  overlappingSpans,
  type SampleBank,
  TLSH_NEAR,
  type TlshBank,
  type TlshEntry,
} from "@evenhand/matching";
import type { SampleEntry } from "../model.js";
import { NO_SAMPLE, type SampleHit } from "./signals.js";

/** More places than these show nobody more clearly what two texts share. */
const MAX_SPANS = 20;

/**
 * What a distance of TLSH is worth as a similarity: 1 for equal hashes, 0.9 at the distance up to which ThreatExchange calls two
 * texts the same. Nothing farther away is found, because other texts begin there.
 */
const DISTANCE_PER_SIMILARITY = 10 * TLSH_NEAR;

type HashedSample = SampleEntry & TlshEntry;

/** A bank of samples of both kinds. Entries can be added and removed at any time. */
export class KnownSamples {
  readonly #texts: SampleBank<SampleEntry>;
  readonly #hashes: TlshBank<HashedSample>;

  constructor(samples: readonly SampleEntry[]) {
    this.#texts = createSampleBank(samples.filter((sample) => !isHashed(sample)));
    this.#hashes = createTlshBank(samples.filter(isHashed));
  }

  add(sample: SampleEntry): void {
    if (isHashed(sample)) this.#hashes.add(sample);
    else this.#texts.add(sample);
  }

  remove(id: string): void {
    if (this.#texts.remove(id) === 0) this.#hashes.remove(id);
  }

  /** The sample nearest to a text; of equally near ones, one whose text is known. */
  nearest(text: string): SampleHit {
    const byText = this.#texts.nearest(text);
    const byHash = this.#hashes.size === 0 ? undefined : this.#hashes.nearest(text);
    const likeness = byHash === undefined ? 0 : 1 - byHash.distance / DISTANCE_PER_SIMILARITY;
    if (byText !== undefined && byText.similarity >= likeness) {
      const { sample, similarity } = byText;
      const spans = overlappingSpans(text, sample.text).slice(0, MAX_SPANS);
      return { similarity, sample: sample.id, spans, ...originOf(sample) };
    }
    if (byHash === undefined) return NO_SAMPLE;
    return { similarity: likeness, sample: byHash.entry.id, ...originOf(byHash.entry) };
  }
}

function isHashed(sample: SampleEntry): sample is HashedSample {
  return sample.tlsh !== undefined;
}

function originOf({ source }: SampleEntry): Pick<SampleHit, "source"> {
  return source === undefined ? {} : { source };
}
