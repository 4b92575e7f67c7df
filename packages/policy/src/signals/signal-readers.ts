/** Two sources of signals for conditions: what banks and classifiers answer now, and the record of an earlier decision. */
import { CelError, isCelError } from "@evenhand/cel";
import type { FoldStep } from "@evenhand/matching";
import { type LiveBanks, type LiveSources, noScore } from "./live-sources.js";
import {
  imageKey,
  type LiveFacts,
  readingKey,
  type ReadingValues,
  type SignalFn,
  type SignalReading,
} from "./signal-reading.js";
import {
  type BankHit,
  type ImageHit,
  type LinkHit,
  NO_HIT,
  NO_SAMPLE,
  type SampleHit,
  type ScoredWord,
  type Signals,
  type SignalsAt,
} from "./signals.js";

/** Signals of a policy, and which of them are more than the policy version determines. */
export interface PolicySignals extends SignalsAt {
  /** Names of the banks that take further entries. */
  readonly liveBanks: ReadonlySet<string>;
  /** Names of the classifiers that somebody else runs. */
  readonly external: ReadonlySet<string>;
}

/** Signals as of one event. */
export interface SignalReader extends Signals {
  /** What has to be recorded; undefined where the policy version determines everything. */
  readonly live: LiveFacts | undefined;
}

const NO_HITS: readonly BankHit[] = [];
const NO_LINKS: readonly LinkHit[] = [];
const NO_WORDS: readonly ScoredWord[] = [];
const NO_REVISIONS: Readonly<Record<string, number>> = {};

/** Asks banks and classifiers as they are, and notes what only they know. */
export class LiveSignalReader implements SignalReader {
  readonly #policy: PolicySignals;
  readonly #sources: LiveSources | undefined;
  readonly #isLive: boolean;
  #asOf = 0;
  #banks: LiveBanks | undefined;
  #readings: SignalReading[] = [];
  /** Names in `#banks`, compared before anything else is done. */
  #revisions: Readonly<Record<string, number>> = NO_REVISIONS;

  constructor(policy: PolicySignals, sources: LiveSources | undefined) {
    this.#policy = policy;
    this.#sources = sources;
    this.#isLive = policy.liveBanks.size > 0 || policy.external.size > 0;
  }

  /** Forgets the readings of the previous event. */
  start(asOf: number): void {
    this.#asOf = asOf;
    if (!this.#isLive) return;
    this.#readings = [];
    this.#banks = this.#sources?.banks();
    this.#revisions = revisionsOf(this.#policy, this.#banks);
  }

  get live(): LiveFacts | undefined {
    if (!this.#isLive) return undefined;
    if (this.#readings.length === 0 && this.#revisions === NO_REVISIONS) return undefined;
    return { banks: this.#revisions, signals: this.#readings };
  }

  hits(bank: string, text: string): readonly BankHit[] {
    const live = this.#liveSignals(bank);
    if (live === undefined) return this.#policy.hits(bank, text, this.#asOf);
    const value = live.hits(bank, text, this.#asOf);
    if (value.length > 0) this.#note("hits", bank, readingKey(text), value);
    return value;
  }

  any(bank: string, text: string): boolean {
    const live = this.#liveSignals(bank);
    if (live === undefined) return this.#policy.any(bank, text, this.#asOf);
    return live.any(bank, text, this.#asOf) && this.hits(bank, text).length > 0;
  }

  links(bank: string, urls: readonly string[]): readonly LinkHit[] {
    const live = this.#liveSignals(bank);
    if (live === undefined) return this.#policy.links(bank, urls, this.#asOf);
    const value = live.links(bank, urls, this.#asOf);
    if (value.length > 0) this.#note("links", bank, readingKey(urls), value);
    return value;
  }

  similar(bank: string, text: string): SampleHit {
    const live = this.#liveSignals(bank);
    if (live === undefined) return this.#policy.similar(bank, text, this.#asOf);
    const value = live.similar(bank, text, this.#asOf);
    if (value.sample !== undefined) this.#note("similar", bank, readingKey(text), value);
    return value;
  }

  image(bank: string, media: readonly object[]): ImageHit {
    const live = this.#liveSignals(bank);
    if (live === undefined) return this.#policy.image(bank, media, this.#asOf);
    const value = live.image(bank, media, this.#asOf);
    if (value.entry !== undefined) this.#note("image", bank, imageKey(media), value);
    return value;
  }

  score(classifier: string, text: string): number | CelError {
    if (!this.#policy.external.has(classifier)) return this.#policy.score(classifier, text);
    const value =
      this.#sources?.scores()?.score(classifier, text) ?? noScore(classifier, "it was not asked about this text");
    const noted = isCelError(value) ? { code: value.code, message: value.message } : value;
    this.#note("score", classifier, readingKey(text), noted);
    return value;
  }

  steps(bank: string, hit: BankHit): readonly FoldStep[] {
    return this.#policy.steps(bank, hit);
  }

  words(classifier: string, text: string): readonly ScoredWord[] {
    if (!this.#policy.external.has(classifier)) return this.#policy.words(classifier, text);
    const value = this.#sources?.scores()?.words(classifier, text) ?? NO_WORDS;
    if (value.length > 0) this.#note("words", classifier, readingKey(text), value);
    return value;
  }

  #liveSignals(bank: string): LiveBanks["signals"] | undefined {
    return Object.hasOwn(this.#revisions, bank) ? this.#banks?.signals : undefined;
  }

  #note<F extends SignalFn>(fn: F, name: string, key: string, value: ReadingValues[F]): void {
    if (this.#readings.some((noted) => noted.fn === fn && noted.name === name && noted.key === key)) return;
    this.#readings.push({ fn, name, key, value });
  }
}

function revisionsOf({ liveBanks }: PolicySignals, banks: LiveBanks | undefined): Readonly<Record<string, number>> {
  if (banks === undefined || liveBanks.size === 0) return NO_REVISIONS;
  const revisions: Record<string, number> = {};
  let some = false;
  for (const name of liveBanks) {
    const revision = banks.revisions[name];
    if (revision === undefined) continue;
    revisions[name] = revision;
    some = true;
  }
  return some ? revisions : NO_REVISIONS;
}

/** Gives back what a record holds of live signals; all others come from the policy version. */
export class RecordedSignalReader implements SignalReader {
  readonly live: LiveFacts | undefined;
  readonly #policy: PolicySignals;
  readonly #asOf: number;

  constructor(policy: PolicySignals, live: LiveFacts | undefined, asOf: number) {
    this.#policy = policy;
    this.live = live;
    this.#asOf = asOf;
  }

  hits(bank: string, text: string): readonly BankHit[] {
    if (!this.#wasLive(bank)) return this.#policy.hits(bank, text, this.#asOf);
    return this.#find("hits", bank, () => readingKey(text)) ?? NO_HITS;
  }

  any(bank: string, text: string): boolean {
    if (!this.#wasLive(bank)) return this.#policy.any(bank, text, this.#asOf);
    return this.hits(bank, text).length > 0;
  }

  links(bank: string, urls: readonly string[]): readonly LinkHit[] {
    if (!this.#wasLive(bank)) return this.#policy.links(bank, urls, this.#asOf);
    return this.#find("links", bank, () => readingKey(urls)) ?? NO_LINKS;
  }

  similar(bank: string, text: string): SampleHit {
    if (!this.#wasLive(bank)) return this.#policy.similar(bank, text, this.#asOf);
    return this.#find("similar", bank, () => readingKey(text)) ?? NO_SAMPLE;
  }

  image(bank: string, media: readonly object[]): ImageHit {
    if (!this.#wasLive(bank)) return this.#policy.image(bank, media, this.#asOf);
    return this.#find("image", bank, () => imageKey(media)) ?? NO_HIT;
  }

  score(classifier: string, text: string): number | CelError {
    if (!this.#policy.external.has(classifier)) return this.#policy.score(classifier, text);
    const value = this.#find("score", classifier, () => readingKey(text));
    if (value === undefined) {
      return new CelError("EH_REPLAY_READING", `The record holds no score of "${classifier}" for this text`);
    }
    return typeof value === "number" ? value : new CelError(value.code, value.message);
  }

  steps(bank: string, hit: BankHit): readonly FoldStep[] {
    return this.#policy.steps(bank, hit);
  }

  words(classifier: string, text: string): readonly ScoredWord[] {
    if (!this.#policy.external.has(classifier)) return this.#policy.words(classifier, text);
    return this.#find("words", classifier, () => readingKey(text)) ?? NO_WORDS;
  }

  #wasLive(bank: string): boolean {
    return this.live !== undefined && Object.hasOwn(this.live.banks, bank);
  }

  #find<F extends SignalFn>(fn: F, name: string, key: () => string): ReadingValues[F] | undefined {
    const candidates = this.live?.signals.filter((noted) => noted.fn === fn && noted.name === name) ?? [];
    if (candidates.length === 0) return undefined;
    const wanted = key();
    return candidates.find((noted) => noted.key === wanted)?.value as ReadingValues[F] | undefined;
  }
}
