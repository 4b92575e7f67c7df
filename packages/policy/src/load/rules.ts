import type { Clause, Rule } from "../model.js";
import { meantFor } from "./did-you-mean.js";
import type { ClauseDraft } from "./clause.js";
import type { RuleSource } from "./folder.js";
import { canonicalLanguage, unknownLanguage } from "./languages.js";
import type { ProblemSink } from "./problem-sink.js";
import {
  checkSections,
  readRuleFile,
  readTranslationFile,
  type RuleBody,
  type RuleFile,
  type TranslationFile,
} from "./rule-file.js";
import type { Settings } from "./settings.js";
import { quote } from "./values.js";

/** All that `rules/` says. */
export interface Rules {
  readonly rules: readonly Rule[];
  readonly clauses: readonly Clause[];
  /** Clause ids, also of rules with problems; undefined where a file was unreadable, so that nobody can say which exist. */
  readonly clauseIds: ReadonlySet<string> | undefined;
}

/** Reads the rules with their translations. */
export function readRules(sources: readonly RuleSource[], settings: Settings, sink: ProblemSink): Rules {
  const rules: Rule[] = [];
  const clauses: Clause[] = [];
  const owners = new Map<string, string>();
  let complete = true;
  for (const { file, translations } of sources) {
    const texts = translations.flatMap(({ source, language }) => {
      if (!checkLanguage(source, language, settings, sink)) return [];
      return readTranslationFile(source, language, sink) ?? [];
    });
    if (file === undefined) {
      reportOrphans(translations, sink);
      continue;
    }
    const rule = readRuleFile(file, settings, sink);
    if (rule === undefined) {
      complete = false;
      continue;
    }
    if (rule.id === undefined) complete = false;
    else if (owners.has(rule.id)) {
      sink.error(
        "EH_POLICY_DUPLICATE_ID",
        rule.origin,
        `The rule "${rule.id}" is in ${owners.get(rule.id)} too. Give each rule its own id.`,
      );
    } else owners.set(rule.id, file.path);
    const drafts = withoutRepeats(rule.clauses, sink);
    checkTexts(rule, drafts, texts, sink);
    const built = build(rule, drafts, texts, settings);
    rules.push(built.rule);
    clauses.push(...built.clauses);
  }
  return {
    rules: rules.sort(byId),
    clauses: clauses.sort(byId),
    clauseIds: complete ? new Set(clauses.map((clause) => clause.id)) : undefined,
  };
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function checkLanguage(source: RuleBody["source"], language: string, settings: Settings, sink: ProblemSink): boolean {
  const start = source.originAt(0);
  const canonical = canonicalLanguage(language);
  if (canonical !== language) {
    const advice =
      canonical === undefined ? "Name it NAME.LANG.md, such as spam.en.md." : `Write ${canonical} in the file's name.`;
    sink.error("EH_POLICY_LANGUAGE", start, `${quote(language)} is not written as BCP 47 has it. ${advice}`);
    return false;
  }
  const { languages } = settings;
  if (languages === undefined) return true;
  if (!languages.includes(language)) {
    sink.error("EH_POLICY_LANGUAGE", start, unknownLanguage(language, languages));
    return false;
  }
  if (language === languages[0]) {
    sink.error(
      "EH_POLICY_LANGUAGE",
      start,
      `${language} is the default language: its text stands in the file without a language in its name.`,
    );
    return false;
  }
  return true;
}

function reportOrphans(translations: RuleSource["translations"], sink: ProblemSink): void {
  for (const { source, language } of translations) {
    const base = source.path.slice(0, -`.${language}.md`.length);
    sink.error(
      "EH_POLICY_CLAUSE_HEADING",
      source.originAt(0),
      `This translates ${base}.md, which is not there. Add it, or rename this file.`,
    );
  }
}

function withoutRepeats(drafts: readonly ClauseDraft[], sink: ProblemSink): readonly ClauseDraft[] {
  const seen = new Set<string>();
  return drafts.filter((draft) => {
    if (!seen.has(draft.id)) return seen.add(draft.id);
    sink.error(
      "EH_POLICY_DUPLICATE_ID",
      draft.origin,
      `The clause "${draft.id}" is there twice. Give each its own id.`,
    );
    return false;
  });
}

function checkTexts(
  rule: RuleFile,
  drafts: readonly ClauseDraft[],
  texts: readonly TranslationFile[],
  sink: ProblemSink,
): void {
  if (rule.id === undefined) return;
  const ids = drafts.map((draft) => draft.id);
  for (const body of [rule, ...texts]) checkSections(body, rule.id, ids, sink);
  for (const { clauseTitles } of texts) {
    for (const [id, { origin }] of clauseTitles) {
      if (ids.includes(id)) continue;
      const meant = meantFor(id, ids);
      const hint = meant === undefined ? ` The rule's clauses are ${ids.join(", ")}.` : ` Did you mean ${meant}?`;
      sink.error("EH_POLICY_CLAUSE_UNKNOWN", origin, `The rule "${rule.id}" has no clause ${quote(id)}.${hint}`);
    }
  }
}

function build(
  rule: RuleFile,
  drafts: readonly ClauseDraft[],
  texts: readonly TranslationFile[],
  settings: Settings,
): { rule: Rule; clauses: Clause[] } {
  const language = settings.languages?.[0] ?? "";
  const bodies: readonly (readonly [string, RuleBody])[] = [
    [language, rule],
    ...texts.map((text) => [text.language, text] as const),
  ];
  const clauses = drafts.map((draft) => ({
    ...draft,
    category: rule.category ?? "",
    title: record([
      [language, draft.title],
      ...texts.map((text) => [text.language, text.clauseTitles.get(draft.id)?.title] as const),
    ]),
    text: record(
      bodies.map(([tag, body]) => [tag, body.sections.find((section) => section.id === draft.id)?.text] as const),
    ),
  }));
  return {
    rule: {
      id: rule.id ?? "",
      category: rule.category ?? "",
      title: record([[language, rule.title], ...texts.map((text) => [text.language, text.title] as const)]),
      body: record(bodies.map(([tag, { body }]) => [tag, body] as const)),
      clauses: drafts.map((draft) => draft.id).sort(),
      origin: rule.origin,
    },
    clauses,
  };
}

/** By language, sorted, without what is missing. */
function record(entries: readonly (readonly [string, string | undefined])[]): Readonly<Record<string, string>> {
  const present = entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined);
  return Object.fromEntries(present.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
