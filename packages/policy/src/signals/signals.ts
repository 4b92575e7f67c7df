/**
 * The signals over a policy's banks, compiled once and shared by every event. The last few texts are remembered, because
 * several detectors ask about the same one.
 */
import {
  createDomainBank,
  createImageBank,
  createSampleBank,
  createTermIndex,
  type DomainBank,
  type ImageBank,
  type SampleBank,
  type TermHit,
  type TermHits,
} from "@evenhand/matching";
import type { Bank } from "../model.js";

/** One hit of a term bank: the entry, what stands in the text, and where (UTF-16 code units). */
export interface BankHit {
  readonly entry: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly category: string;
  readonly severity: number;
}

export interface SampleHit {
  readonly similarity: number;
  readonly sample: string | undefined;
}

export interface ImageHit {
  readonly distance: number;
  readonly entry: string | undefined;
}

/** Distance where there is nothing to compare: above every distance that two hashes can have. */
export const NO_IMAGE = 257;

export interface Signals {
  hits(bank: string, text: string): readonly BankHit[];
  links(bank: string, urls: readonly string[]): readonly string[];
  similar(bank: string, text: string): SampleHit;
  image(bank: string, media: readonly object[]): ImageHit;
}
