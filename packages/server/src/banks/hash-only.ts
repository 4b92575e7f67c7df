/** Clauses whose samples are never kept as texts. */
import type { Clause, Policy } from "@evenhand/policy";

const KEYWORDS = [
  "CHILD_SEXUAL_ABUSE_MATERIAL",
  "CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE",
  "GROOMING_SEXUAL_ENTICEMENT_MINORS",
].map((keyword) => `/KEYWORD_${keyword}`);

/** Keywords about minors that are not about sexual abuse. */
const OTHERS = ["AGE_SPECIFIC_RESTRICTIONS_MINORS", "UNSAFE_CHALLENGES"].map((keyword) => `/KEYWORD_${keyword}`);

/**
 * Whether a clause is about the sexual abuse of minors: its DSA keyword says so, or its rule's category is `minors` and no keyword
 * says that it is about something else.
 */
export function isHashOnly({ dsa = "", category }: Pick<Clause, "dsa" | "category">): boolean {
  if (KEYWORDS.some((keyword) => dsa.endsWith(keyword))) return true;
  return category.toLowerCase() === "minors" && !OTHERS.some((keyword) => dsa.endsWith(keyword));
}

/**
 * The clause for which a sample must not be kept as a text: its own, or one that a detector with the bank cites.
 *
 * @returns undefined where there is none
 */
export function hashOnlyClause(policy: Policy, bank: string, clause: string | undefined): string | undefined {
  const named = policy.clauses.filter(isHashOnly).map(({ id }) => id);
  if (named.length === 0) return undefined;
  if (clause !== undefined && named.includes(clause)) return clause;
  // `when` is the author's text: the bank's name in quotes is in every call that asks it.
  const uses = policy.detectors.filter(({ when }) => when.includes(`"${bank}"`) || when.includes(`'${bank}'`));
  return uses.find((detector) => named.includes(detector.clause))?.clause;
}
