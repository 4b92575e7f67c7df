import { type ExternalScores, noScore, type ScoredWord } from "@evenhand/policy";
import type { Definition } from "./definition.js";
import type { KnownAnswers } from "./known-answers.js";
import { isAnswer } from "./reply.js";

const NO_WORDS: readonly ScoredWord[] = [];

/** Where one engine finds what classifiers said; see `LiveSources` of the policy package. */
export class ScoreSource implements ExternalScores {
  readonly #definitions: ReadonlyMap<string, Definition>;
  /** What is known for the events that are being decided. */
  answers: KnownAnswers | undefined;
  /** Told of every question that nothing is known of. */
  onUnknown: ((definition: Definition, text: string) => void) | undefined;

  constructor(definitions: ReadonlyMap<string, Definition>) {
    this.#definitions = definitions;
  }

  score(classifier: string, text: string): ReturnType<ExternalScores["score"]> {
    const definition = this.#definitions.get(classifier);
    if (definition === undefined) return undefined;
    // Where nothing is said, nobody has to be asked.
    if (text.trim() === "") return 0;
    const reply = this.answers?.get(definition, text);
    if (reply === undefined) {
      this.onUnknown?.(definition, text);
      return undefined;
    }
    return isAnswer(reply) ? reply.score : noScore(classifier, reply.why);
  }

  words(classifier: string, text: string): readonly ScoredWord[] {
    const definition = this.#definitions.get(classifier);
    const reply = definition === undefined ? undefined : this.answers?.get(definition, text);
    return reply !== undefined && isAnswer(reply) ? reply.words : NO_WORDS;
  }
}
