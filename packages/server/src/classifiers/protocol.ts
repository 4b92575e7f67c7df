/** How each kind of classifier is spoken to, and what counts as an answer. Whatever does not is refused whole. */
import { askChat, readChat } from "./chat.js";
import { askHttp, readHttp } from "./http-score.js";
import { askModeration, readModeration } from "./moderation.js";
import type { Answer, Question, Span } from "./reply.js";

/** What is kept of a classifier's answer: nothing of the text. Moderation gives the scores of all categories at once. */
export type Reading =
  | { readonly score: number; readonly spans: readonly Span[] }
  | { readonly categories: ReadonlyMap<string, number> };

/** The JSON to send. */
export function bodyOf(question: Question): object {
  const { classifier } = question.definition;
  switch (classifier.kind) {
    case "moderation":
      return askModeration(classifier, question.text);
    case "chat":
      return askChat(classifier, question.definition.clause, question.text);
    case "http":
      return askHttp(classifier, question.definition.clause, question);
  }
}

/**
 * Reads the JSON of an answer.
 *
 * @returns a sentence where it is none: what is wrong, without any of what it holds
 */
export function readAnswer(json: unknown, { definition, text }: Question): Reading | string {
  switch (definition.classifier.kind) {
    case "moderation":
      return readModeration(json);
    case "chat":
      return readChat(json, definition.clause?.id ?? "");
    case "http":
      return readHttp(json, text);
  }
}

/** The answer for one classifier in what was read for it, or for another that is asked in the same way. */
export function answerFrom(reading: Reading, { definition, text }: Question): Answer | string {
  if ("score" in reading) {
    const words = reading.spans.map((span) => ({ text: text.slice(span.start, span.end), ...span }));
    return { score: reading.score, words };
  }
  const { classifier } = definition;
  const score = reading.categories.get(classifier.kind === "moderation" ? classifier.category : "");
  return score === undefined ? "its answer does not have the category that was asked for" : { score, words: [] };
}
