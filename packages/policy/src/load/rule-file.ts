import type { Origin } from "../model.js";
import { meantFor } from "./did-you-mean.js";
import { type ClauseDraft, readClause } from "./clause.js";
import { type Section, sectionsOf } from "./clause-sections.js";
import { Fields } from "./fields.js";
import { readFrontMatter } from "./front-matter.js";
import type { ProblemSink } from "./problem-sink.js";
import type { Settings } from "./settings.js";
import type { SourceFile } from "./source-file.js";
import { quote, readEach, readId, readList, readText } from "./values.js";

/** The Markdown of a rule in one language. */
export interface RuleBody {
  /** Without blank lines at both ends. */
  readonly body: string;
  readonly sections: readonly Section[];
  /** Offset of the body in its file. */
  readonly offset: number;
  readonly source: SourceFile;
}

/** What `rules/NAME.md` says. */
export interface RuleFile extends RuleBody {
  readonly id: string | undefined;
  readonly title: string | undefined;
  readonly category: string | undefined;
  readonly clauses: readonly ClauseDraft[];
  readonly origin: Origin;
}

/** What `rules/NAME.LANG.md` says. */
export interface TranslationFile extends RuleBody {
  readonly language: string;
  readonly title: string | undefined;
  /** Clause titles by clause id. */
  readonly clauseTitles: ReadonlyMap<string, { readonly title: string | undefined; readonly origin: Origin }>;
}

/** Reads a rule in the default language; undefined where the front matter could not be read at all. */
export function readRuleFile(source: SourceFile, settings: Settings, sink: ProblemSink): RuleFile | undefined {
  const parts = readFrontMatter(source, sink);
  const fields = parts && Fields.read(parts.meta, "a rule", sink);
  if (parts === undefined || fields === undefined) return undefined;
  const idValue = fields.required("id");
  const titleValue = fields.required("title");
  const categoryValue = fields.required("category");
  const clausesValue = fields.required("clauses");
  fields.close();
  const id = idValue && readId(idValue, sink);
  const items = clausesValue && readList(clausesValue, sink, 1_000);
  const clauses = items?.flatMap((item) => readClause(item, id, settings, sink) ?? []);
  if (items?.length === 0) {
    sink.error(
      "EH_POLICY_VALUE",
      fields.originOfKey("clauses"),
      "A rule has at least one clause: an entry with id, title and severity.",
    );
  }
  return {
    id,
    title: titleValue && readText(titleValue, sink, 200),
    category: categoryValue && readText(categoryValue, sink, 100),
    clauses: clauses ?? [],
    origin: fields.origin,
    ...bodyOf(parts, source),
  };
}

/** Reads a translation: titles and body only. */
export function readTranslationFile(
  source: SourceFile,
  language: string,
  sink: ProblemSink,
): TranslationFile | undefined {
  const parts = readFrontMatter(source, sink);
  const fields = parts && Fields.read(parts.meta, "a translation", sink);
  if (parts === undefined || fields === undefined) return undefined;
  const title = fields.required("title");
  const clauses = fields.optional("clauses");
  fields.close(" What a clause allows is said once, in the rule's own file.");
  const clauseTitles = new Map<string, { title: string | undefined; origin: Origin }>();
  for (const entry of (clauses && readEach(clauses, sink, (item) => readClauseTitle(item, sink))) ?? []) {
    clauseTitles.set(entry.id, entry);
  }
  return { language, title: title && readText(title, sink, 200), clauseTitles, ...bodyOf(parts, source) };
}

function readClauseTitle(
  value: Parameters<typeof Fields.read>[0],
  sink: ProblemSink,
): { id: string; title: string | undefined; origin: Origin } | undefined {
  const fields = Fields.read(value, "a clause's title", sink);
  const idValue = fields?.required("id");
  const titleValue = fields?.required("title");
  fields?.close(" What a clause allows is said once, in the rule's own file.");
  const id = idValue && readText(idValue, sink, 200);
  const title = titleValue && readText(titleValue, sink, 200);
  return fields === undefined || id === undefined ? undefined : { id, title, origin: fields.origin };
}

function bodyOf(parts: { body: string; bodyOffset: number }, source: SourceFile): RuleBody {
  const body = parts.body.trim();
  return { body, sections: sectionsOf(parts.body), offset: parts.bodyOffset, source };
}

/**
 * Checks that a body has exactly one section with text for every clause, and none for clauses that do not exist.
 *
 * @param rule the rule's id: headings `{#RULE.…}` must name clauses, other ids are the author's own
 */
export function checkSections(body: RuleBody, rule: string, clauses: readonly string[], sink: ProblemSink): void {
  const at = (section: Section): Origin => body.source.originAt(body.offset + section.offset);
  const found = new Set<string>();
  for (const section of body.sections) {
    const { id } = section;
    if (!clauses.includes(id)) {
      if (!id.startsWith(`${rule}.`)) continue;
      const meant = meantFor(id, clauses);
      const hint = meant === undefined ? "" : ` Did you mean {#${meant}}?`;
      sink.error(
        "EH_POLICY_CLAUSE_HEADING",
        at(section),
        `The rule "${rule}" has no clause ${quote(id)}.${hint} List it under \`clauses\`, or change the heading.`,
      );
      continue;
    }
    if (found.has(id)) {
      sink.error(
        "EH_POLICY_CLAUSE_HEADING",
        at(section),
        `A second section for the clause "${id}". Put its text under one heading.`,
      );
    } else if (section.text === "") {
      sink.error(
        "EH_POLICY_CLAUSE_HEADING",
        at(section),
        `The section of the clause "${id}" is empty. Write what people may and may not do.`,
      );
    }
    found.add(id);
  }
  for (const id of clauses) {
    if (found.has(id)) continue;
    const message = `No section for the clause "${id}". Give it a heading that ends in its id, such as \`## Title {#${id}}\`, and text under it.`;
    sink.error("EH_POLICY_CLAUSE_HEADING", body.source.originAt(body.offset), message);
  }
}
