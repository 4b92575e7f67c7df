/** `POST /v1/moderations` as OpenAI has it, and those who speak the same. */
import type { ModerationClassifier } from "@evenhand/policy";
import { isObject, isScore } from "./json-shape.js";

/** More, or longer names, would only fill memory. */
const MAX_CATEGORIES = 64;
const MAX_NAME = 100;

export function askModeration({ model }: ModerationClassifier, text: string): object {
  return { ...(model === undefined ? {} : { model }), input: text };
}

/** The scores by category, or what is wrong. */
export function readModeration(json: unknown): { readonly categories: ReadonlyMap<string, number> } | string {
  const results = isObject(json) ? json["results"] : undefined;
  if (!Array.isArray(results) || results.length !== 1) return "its answer has no list `results` of one result";
  const [result] = results as unknown[];
  const scores = isObject(result) ? result["category_scores"] : undefined;
  if (!isObject(scores)) return "its answer has no `category_scores`";
  const entries = Object.entries(scores);
  if (entries.length > MAX_CATEGORIES || entries.some(([name]) => name.length > MAX_NAME))
    return "its answer has more categories than there can be";
  const categories = new Map(entries.filter((entry): entry is [string, number] => isScore(entry[1])));
  return categories.size === entries.length ? { categories } : "a score in its answer is no number from 0 to 1";
}
