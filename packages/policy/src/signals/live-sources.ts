/** What signals rely on beside the policy version: banks that grow while it is in force, and classifiers that others run. */
import { CelError } from "@evenhand/cel";
import type { ScoredWord, SignalsAt } from "./signals.js";

/** The live banks as they are now. They change between events, never while one is decided. */
export interface LiveBanks {
  /** Revision by bank; a bank that is not here is answered from the policy version alone. */
  readonly revisions: Readonly<Record<string, number>>;
  readonly signals: Pick<SignalsAt, "hits" | "any" | "links" | "similar" | "image">;
}

/** Answers of external classifiers that were asked for before an event is decided. */
export interface ExternalScores {
  /** Undefined where the classifier was not asked about this text. */
  score(classifier: string, text: string): number | CelError | undefined;
  /** The words that moved the score, the heaviest first. None where the classifier did not say. */
  words(classifier: string, text: string): readonly ScoredWord[];
}

/**
 * What a condition gets for a score that there is not: an error, so that a person looks.
 *
 * @param why in words for people, which are recorded; no part of a text or a secret
 */
export function noScore(classifier: string, why: string): CelError {
  return new CelError("EH_SIGNAL_UNAVAILABLE", `The classifier "${classifier}" gave no score: ${why}`);
}

/** Where an engine's live signals come from. Asked anew for every event. */
export interface LiveSources {
  banks(): LiveBanks | undefined;
  scores(): ExternalScores | undefined;
}
