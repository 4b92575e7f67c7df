import type { PublishedRules } from "@evenhand/contract";
import { noPolicy } from "./get-policy.js";
import type { PolicyBook } from "./policy-book.js";

type Texts = Readonly<Record<string, string>>;

/**
 * The community rules in force, for anybody to read.
 *
 * @param wanted a language tag; texts that are not written in it are in the policy's first language
 * @throws EvenhandError EH_POLICY_NONE
 */
export function listRules(book: Pick<PolicyBook, "current">, wanted: string | undefined): PublishedRules {
  const inForce = book.current();
  if (inForce === undefined) throw noPolicy();
  const { policy } = inForce.compiled;
  const [first = "en"] = policy.languages;
  const language = matchLanguage(policy.languages, wanted) ?? first;
  /** The language that all of the texts are in: the wanted one, or the first. */
  const of = (...texts: readonly Texts[]): string =>
    texts.every((text) => Object.hasOwn(text, language)) ? language : first;
  const clauses = new Map(policy.clauses.map((clause) => [clause.id, clause]));
  return {
    community: policy.name,
    contact: policy.contact,
    policy: policy.version,
    publication: inForce.publication.publication,
    since: inForce.publication.at.toISOString(),
    languages: [...policy.languages],
    rules: policy.rules.map(({ id, category, title, body, clauses: own }) => {
      const spoken = of(title, body);
      return {
        id,
        category,
        language: spoken,
        title: title[spoken] ?? id,
        body: body[spoken] ?? "",
        clauses: own.flatMap((clauseId) => {
          const clause = clauses.get(clauseId);
          if (clause === undefined) return [];
          const words = of(clause.title, clause.text);
          return [
            {
              id: clauseId,
              severity: clause.severity,
              language: words,
              title: clause.title[words] ?? clauseId,
              text: clause.text[words] ?? "",
            },
          ];
        }),
      };
    }),
  };
}

/** The language that fits best: the same tag, or a longer or shorter one of the same language (RFC 4647, lookup). */
export function matchLanguage(languages: readonly string[], wanted: string | undefined): string | undefined {
  if (wanted === undefined) return undefined;
  const parts = wanted.toLowerCase().split("-");
  for (let length = parts.length; length > 0; length--) {
    const tag = parts.slice(0, length).join("-");
    const found =
      languages.find((language) => language.toLowerCase() === tag) ??
      languages.find((language) => language.toLowerCase().startsWith(`${tag}-`));
    if (found !== undefined) return found;
  }
  return undefined;
}
