/** What a decision's record keeps of signals that the policy version alone does not determine. */
import { createHash } from "node:crypto";
import type { BankHit, ImageHit, LinkHit, SampleHit, ScoredWord } from "./signals.js";

/** What a reading holds, by the signal that was asked. */
export interface ReadingValues {
  readonly hits: readonly BankHit[];
  readonly links: readonly LinkHit[];
  readonly similar: SampleHit;
  readonly image: ImageHit;
  /** A score, or why there was none. */
  readonly score: number | { readonly code: `EH_${string}`; readonly message: string };
  readonly words: readonly ScoredWord[];
}

export type SignalFn = keyof ReadingValues;

/** A positive answer of a live bank, or any answer of an external classifier. */
export interface SignalReading<F extends SignalFn = SignalFn> {
  readonly fn: F;
  /** Of the bank or classifier. */
  readonly name: string;
  /** What was asked about: see {@link readingKey}. */
  readonly key: string;
  readonly value: ReadingValues[F];
}

/** What a decision relied on beside the event, the counters and the policy version. */
export interface LiveFacts {
  /** Revision of every live bank of the policy, by name. One that is not here answered from the policy version. */
  readonly banks: Readonly<Record<string, number>>;
  /**
   * In the order of first asking. A live bank that found nothing has no reading: in a record that names its revision, none
   * means that there was nothing.
   */
  readonly signals: readonly SignalReading[];
}

/** A short name for what was asked about: 128 bits of SHA-256, so that nobody can make two texts pass for one another. */
export function readingKey(argument: string | readonly unknown[]): string {
  const text = typeof argument === "string" ? argument : JSON.stringify(argument);
  return createHash("sha256").update(text, "utf8").digest("base64url").slice(0, 22);
}

/** What an image is asked about by: its hashes. */
export function imageKey(media: readonly object[]): string {
  return readingKey(
    media.map((medium) => {
      const { pdq, sha256, md5 } = medium as { pdq?: string; sha256?: string; md5?: string };
      return [pdq ?? null, sha256 ?? null, md5 ?? null];
    }),
  );
}
