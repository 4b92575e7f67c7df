import { meantFor } from "./did-you-mean.js";
import type { ProblemSink } from "./problem-sink.js";
import { quote, readEach, readText } from "./values.js";
import { originOf, type Value } from "./yaml-file.js";

/** Most languages of one policy. */
const MAX_LANGUAGES = 100;

/** The canonical form of a BCP 47 tag, or undefined where the text is none. */
export function canonicalLanguage(tag: string): string | undefined {
  try {
    return tag.length > 35 ? undefined : Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

/** The policy's languages: canonical, no two the same, the default first. */
export function readLanguages(value: Value, sink: ProblemSink): readonly string[] | undefined {
  const seen = new Set<string>();
  let sound = true;
  const refuse = (item: Value, message: string): undefined => {
    sound = false;
    sink.error("EH_POLICY_LANGUAGE", originOf(item), message);
  };
  const languages = readEach(value, sink, (item) => {
    const tag = readText(item, sink, 200);
    if (tag === undefined) {
      sound = false;
      return undefined;
    }
    const canonical = canonicalLanguage(tag);
    if (canonical !== tag) {
      const advice = canonical === undefined ? 'Write tags such as "en" or "zh-Hans".' : `Write ${canonical}.`;
      return refuse(item, `${quote(tag)} is not written as BCP 47 has it. ${advice}`);
    }
    if (seen.has(tag)) return refuse(item, `The language ${tag} is there twice. Take one out.`);
    seen.add(tag);
    return tag;
  });
  if (languages === undefined || !sound) return undefined;
  if (languages.length === 0 || languages.length > MAX_LANGUAGES) {
    return refuse(value, `A policy has 1 to ${MAX_LANGUAGES} languages, the default first. Add at least one.`);
  }
  return languages;
}

/** What to say about a language that the policy does not have. */
export function unknownLanguage(tag: string, languages: readonly string[]): string {
  const meant = meantFor(tag, languages);
  const hint = meant === undefined ? "" : ` Did you mean ${meant}?`;
  return `${quote(tag)} is none of the policy's languages (${languages.join(", ")}).${hint} Add it to \`languages\` in evenhand.yaml, or take the text out.`;
}
