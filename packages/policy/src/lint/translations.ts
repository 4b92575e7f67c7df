import type { Origin } from "../model.js";
import type { LintContext } from "./lint-context.js";

/** Texts that people read and that are missing in a language of the policy. */
export function lintTranslations({ policy, report }: LintContext): void {
  const check = (
    texts: Readonly<Record<string, string>>,
    origin: Origin,
    what: string,
    advice: (languages: string) => string,
  ): void => {
    const missing = policy.languages.filter((language) => !Object.hasOwn(texts, language));
    if (missing.length === 0) return;
    const names = missing.join(", ");
    report("EH_LINT_TRANSLATION_MISSING", "warning", origin, `${what} is missing in ${names}. ${advice(names)}`);
  };
  const untranslated = new Map<string, readonly string[]>();
  for (const rule of policy.rules) {
    const stem = rule.origin.file.replace(/\.md$/, "");
    check(rule.body, rule.origin, `The text of the rule "${rule.id}"`, () => {
      const files = policy.languages
        .filter((language) => !Object.hasOwn(rule.body, language))
        .map((language) => `${stem}.${language}.md`);
      return `Write ${files.join(", ")}.`;
    });
    untranslated.set(
      rule.id,
      policy.languages.filter((language) => !Object.hasOwn(rule.body, language)),
    );
  }
  for (const clause of policy.clauses) {
    // Where the whole rule is missing in a language, that has been said once.
    const said = Object.fromEntries((untranslated.get(clause.rule) ?? []).map((language) => [language, ""]));
    const advice = (): string =>
      "Add an entry with its id and title under `clauses` in the translation's front matter.";
    check({ ...said, ...clause.title }, clause.origin, `The title of the clause "${clause.id}"`, advice);
  }
  for (const detector of policy.detectors) {
    const advice = (languages: string): string =>
      `Add it under \`reason\` (${languages}): it is told to the person affected.`;
    check(detector.reason, detector.origin, `The reason of the detector "${detector.id}"`, advice);
  }
}
