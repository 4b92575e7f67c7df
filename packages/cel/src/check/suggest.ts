import { distance } from "fastest-levenshtein";
import type { Env } from "../env.js";

/** Names longer than this are no typing mistakes of each other, and would cost quadratic time. */
const MAX_NAME = 64;

/**
 * The known name closest to what was written: the same but for case and underscores, or one within
 * a third of its length in edits. Undefined where nothing is close. Ties go to the first in alphabetical order.
 */
export function closest(written: string, known: Iterable<string>): string | undefined {
  if (written.length > MAX_NAME) return undefined;
  const limit = Math.max(1, Math.floor(written.length / 3));
  let best: string | undefined;
  let least = limit + 1;
  for (const name of [...known].toSorted()) {
    if (name === written || name.length > MAX_NAME) continue;
    const edits = plain(name) === plain(written) ? 0 : distance(written.toLowerCase(), name.toLowerCase());
    if (edits < least) {
      best = name;
      least = edits;
    }
  }
  return best;
}

/** What functions of this language are called in others. */
const SYNONYMS: Readonly<Record<string, string>> = {
  any: "exists",
  every: "all",
  includes: "contains",
  len: "size",
  length: "size",
  lower: "lowerAscii",
  match: "matches",
  regex: "matches",
  some: "exists",
  strip: "trim",
  test: "matches",
  tolowercase: "lowerAscii",
  touppercase: "upperAscii",
  upper: "upperAscii",
};

/** The function of this language for a name that another language has for it, spelt right or nearly so. */
export function synonym(written: string): string | undefined {
  const name = plain(written);
  const known = Object.hasOwn(SYNONYMS, name) ? name : closest(name, Object.keys(SYNONYMS));
  return known === undefined ? undefined : SYNONYMS[known];
}

/** `created_at` and `createdAt` are one name in two habits. */
function plain(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

/** For an unknown variable: a variable of nearly that name, else a field of a variable that has exactly that name. */
export function closestVariable(written: string, env: Env, locals: Iterable<string>): string | undefined {
  const name = written.replace(/^\./, "");
  const near = closest(name, [...locals, ...Object.keys(env.variables)]);
  if (near !== undefined) return near;
  const paths: string[] = [];
  for (const [variable, { type }] of Object.entries(env.variables)) {
    if (type.kind !== "struct") continue;
    for (const field of Object.keys(type.fields)) if (plain(field) === plain(name)) paths.push(`${variable}.${field}`);
  }
  return paths.toSorted()[0];
}

/** `a, b and c`, of at most `limit` names, the rest as a number. */
export function enumerate(names: readonly string[], limit = 8): string {
  const shown = names.slice(0, limit);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(", ")} and ${rest} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
