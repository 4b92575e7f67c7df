/** How each kind of classifier is spoken to, and what counts as an answer. Whatever does not is refused whole. */
import { askChat, readChat } from "./chat.js";
import type { Definition } from "./definition.js";
import { askHttp, readHttp } from "./http-score.js";
import { askModeration, readModeration, scoreOfCategory } from "./moderation.js";
import type { Answer, Question } from "./reply.js";

/** What is kept of a classifier's answer: moderation gives the scores of all categories at once. */
export type Reading = Answer | { readonly categories: ReadonlyMap<string, number> };

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
export function answerFrom(reading: Reading, { classifier }: Definition): Answer | string {
  if ("score" in reading) return reading;
  return scoreOfCategory(reading.categories, classifier.kind === "moderation" ? classifier.category : "");
}
