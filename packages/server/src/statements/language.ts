/**
 * The language in which a person is told: theirs where the policy is written in it (`zh-CN` finds `zh-Hans`), else the policy's
 * first.
 *
 * @param locale a BCP 47 tag, or undefined where unknown
 * @param languages what the policy is written in, the default first
 */
export function languageFor(locale: string | undefined, languages: readonly string[]): string {
  const [fallback = "en"] = languages;
  if (locale === undefined || locale === "") return fallback;
  const wanted = locale.toLowerCase();
  return (
    languages.find((language) => language.toLowerCase() === wanted) ??
    languages.find((language) => sameLanguage(language, locale)) ??
    fallback
  );
}

/** Equal language and script once both are spelt out: `zh-CN` is `zh-Hans`, `zh-TW` is not. */
function sameLanguage(a: string, b: string): boolean {
  const [left, right] = [maximised(a), maximised(b)];
  return left !== undefined && right !== undefined && left.language === right.language && left.script === right.script;
}

function maximised(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag).maximize();
  } catch {
    // Not a language tag: the platform sent something else.
    return undefined;
  }
}
