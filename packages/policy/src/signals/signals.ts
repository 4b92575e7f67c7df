/** What conditions ask of a policy's banks and classifiers. */
import type { CelError } from "@evenhand/cel";
import { type FoldStep, PDQ_SAME_IMAGE } from "@evenhand/matching";

/** Where an entry came from, as evidence shows it. */
export interface EntryOrigin {
  /** Of an entry that was added while the policy is in force. */
  readonly id?: string;
  readonly source?: string;
}

/** One hit of a term bank: the entry, what stands in the text, and where (UTF-16 code units). */
export interface BankHit extends EntryOrigin {
  readonly entry: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly category: string;
  readonly severity: number;
  /** The entry is a regular expression. */
  readonly regex?: true;
  /** It is a way of miswriting the entry. */
  readonly variant?: true;
}

/** An entry of a domain bank that a link leads to. */
export interface LinkHit extends EntryOrigin {
  readonly entry: string;
  /** The host is not the entry's, but looks like it. */
  readonly lookalike?: true;
}

export interface SampleHit extends EntryOrigin {
  readonly similarity: number;
  readonly sample: string | undefined;
  /** Parts of the text that the sample has too. */
  readonly spans?: readonly { readonly start: number; readonly end: number }[];
}

export interface ImageHit extends EntryOrigin {
  readonly distance: number;
  readonly entry: string | undefined;
}

/** A word that moved a score, and by how much (in log-odds; below zero: away from the class). */
export interface ScoredWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly weight: number;
}

/** Distance where nothing is near: above every distance that two hashes can have. */
export const NO_IMAGE = 257;

/** The answers where nothing is near. */
export const NO_SAMPLE: SampleHit = { similarity: 0, sample: undefined };
export const NO_HIT: ImageHit = { distance: NO_IMAGE, entry: undefined };

/** How far a bank of images looks where it says nothing: the distance up to which ThreatExchange calls two images the same. */
export const DEFAULT_RADIUS = PDQ_SAME_IMAGE;

/** Banks are named as in the policy; one that it does not have never hits. */
export interface Signals {
  hits(bank: string, text: string): readonly BankHit[];
  any(bank: string, text: string): boolean;
  links(bank: string, urls: readonly string[]): readonly LinkHit[];
  similar(bank: string, text: string): SampleHit;
  image(bank: string, media: readonly object[]): ImageHit;
  /** A probability, 0 to 1, or why there is none. */
  /** The steps of the bank's folding without which a hit would not be seen. */
  steps(bank: string, hit: BankHit): readonly FoldStep[];
  score(classifier: string, text: string): number | CelError;
  /** The words that moved a score, the heaviest first. None where the classifier does not say. */
  words(classifier: string, text: string): readonly ScoredWord[];
}

/** Signals that are asked as of a time (milliseconds of the Unix epoch), because entries may expire. */
export interface SignalsAt {
  hits(bank: string, text: string, asOf: number): readonly BankHit[];
  any(bank: string, text: string, asOf: number): boolean;
  links(bank: string, urls: readonly string[], asOf: number): readonly LinkHit[];
  similar(bank: string, text: string, asOf: number): SampleHit;
  image(bank: string, media: readonly object[], asOf: number): ImageHit;
  steps(bank: string, hit: BankHit): readonly FoldStep[];
  score(classifier: string, text: string): number | CelError;
  words(classifier: string, text: string): readonly ScoredWord[];
}
