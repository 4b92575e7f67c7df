/** Classifiers that others run, with everything that their answers depend on. */
import { createHash } from "node:crypto";
import type { ExternalClassifier, Policy } from "@evenhand/policy";

/** The clause whose published text a classifier applies. */
export interface AskedClause {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** An external classifier of a policy version. */
export interface Definition {
  readonly classifier: ExternalClassifier;
  /** In the policy's first language. */
  readonly clause: AskedClause | undefined;
  /** Names everything that a score depends on; two versions of a policy that say the same have the same. */
  readonly id: string;
  /** Names what is sent, but the text: moderation of several categories is one request. */
  readonly requestId: string;
}

/** The external classifiers of a policy, by name. */
export function definitionsOf({
  classifiers,
  clauses,
  languages,
}: Pick<Policy, "classifiers" | "clauses" | "languages">): ReadonlyMap<string, Definition> {
  const [language = ""] = languages;
  const definitions = new Map<string, Definition>();
  for (const classifier of classifiers) {
    if (classifier.kind === "linear") continue;
    const cited = classifier.kind === "moderation" ? undefined : classifier.clause;
    const found = clauses.find(({ id }) => id === cited);
    const clause =
      found === undefined
        ? undefined
        : { id: found.id, title: found.title[language] ?? found.id, text: found.text[language] ?? "" };
    const { name, kind, url, key, model } = classifier;
    const sent = [kind, url, key ?? null, model ?? null, clause ?? null];
    definitions.set(name, {
      classifier,
      clause,
      id: digest([...sent, name, kind === "moderation" ? classifier.category : null]),
      // Only the generic kind is told the classifier's name.
      requestId: digest([...sent, kind === "http" ? name : null]),
    });
  }
  return definitions;
}

function digest(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts), "utf8").digest("base64url");
}
