/** What conditions ask of a policy's banks. */

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

/** Banks are named as in the policy; one that it does not have never hits. */
export interface Signals {
  hits(bank: string, text: string): readonly BankHit[];
  any(bank: string, text: string): boolean;
  links(bank: string, urls: readonly string[]): readonly string[];
  similar(bank: string, text: string): SampleHit;
  image(bank: string, media: readonly object[]): ImageHit;
}
