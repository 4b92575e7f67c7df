/** The plainest way to ask: a text there, a score back. For models and services of the platform's own. */
import type { HttpClassifier } from "@evenhand/policy";
import type { AskedClause } from "./definition.js";
import { isObject, isScore } from "./json-shape.js";
import type { Question, Span } from "./reply.js";

/** Words that are kept: evidence names no more. */
const MAX_WORDS = 10;
const MAX_GIVEN = 1_000;

export function askHttp(
  { name, model }: HttpClassifier,
  clause: AskedClause | undefined,
  { text, lang }: Pick<Question, "text" | "lang">,
): object {
  return {
    classifier: name,
    text,
    ...(lang === "" ? {} : { lang }),
    ...(model === undefined ? {} : { model }),
    ...(clause === undefined ? {} : { clause }),
  };
}

/** The answer, or what is wrong with it. Of words only places and weights are taken: what stands there is read in the text. */
export function readHttp(
  json: unknown,
  text: string,
): { readonly score: number; readonly spans: readonly Span[] } | string {
  if (!isObject(json)) return "its answer is no JSON object";
  const { score, words = [] } = json;
  if (!isScore(score)) return "its `score` is no number from 0 to 1";
  if (!Array.isArray(words) || words.length > MAX_GIVEN) return `its \`words\` are no list of at most ${MAX_GIVEN}`;
  const read = words.map((word: unknown) => readWord(word, text));
  const found = read.filter((word) => word !== undefined);
  if (found.length !== read.length) return "one of its `words` has no `start`, `end` and `weight` that fit the text";
  const heaviest = found.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || a.start - b.start);
  return { score, spans: heaviest.slice(0, MAX_WORDS) };
}

function readWord(word: unknown, text: string): Span | undefined {
  if (!isObject(word)) return undefined;
  const { start, end, weight } = word;
  if (!isOffset(start, text) || !isOffset(end, text) || start >= end) return undefined;
  if (typeof weight !== "number" || !Number.isFinite(weight)) return undefined;
  return { start, end, weight };
}

function isOffset(value: unknown, text: string): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= text.length;
}
