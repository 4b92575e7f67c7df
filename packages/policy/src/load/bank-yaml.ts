import { isScalar } from "yaml";
import type { Bank, DomainEntry, ImageEntry, SampleEntry, TermEntry } from "../model.js";
import { parseCategory, parseTerm, sortEntries, MAX_ENTRIES } from "./bank-entry.js";
import { readClauseRef } from "./detectors.js";
import { isComparable, parseDomain } from "./domain.js";
import { Fields } from "./fields.js";
import { canonicalLanguage } from "./languages.js";
import type { ProblemSink } from "./problem-sink.js";
import { quote, readBoolean, readInteger, readList, readText, readWord } from "./values.js";
import { originOf, type Value } from "./yaml-file.js";

const KINDS = ["terms", "domains", "images", "samples"] as const;
/** Largest radius: half of the bits of a PDQ hash; unrelated images are that far apart. */
const MAX_RADIUS = 128;

type Entries<K extends Bank["kind"]> = Pick<Extract<Bank, { kind: K }>, "kind" | "entries">;
type AnyEntries = Entries<"terms"> | Entries<"domains"> | Entries<"images"> | Entries<"samples">;

/** Reads a bank in YAML. `clauseIds` is undefined where not all clauses are known. */
export function readYamlBank(
  root: Value,
  clauseIds: ReadonlySet<string> | undefined,
  sink: ProblemSink,
): (AnyEntries & { readonly doc: string | undefined }) | undefined {
  const fields = Fields.read(root, "a bank", sink);
  if (fields === undefined) return undefined;
  const kindValue = fields.required("kind");
  const docValue = fields.optional("doc");
  const entriesValue = fields.required("entries");
  fields.close();
  const kind = kindValue && readWord(kindValue, sink, KINDS);
  const doc = docValue && readText(docValue, sink);
  const items = entriesValue && readList(entriesValue, sink, MAX_ENTRIES);
  if (kind === undefined || items === undefined) return undefined;
  return { ...readEntries(kind, items, clauseIds, sink), doc };
}

function readEntries(
  kind: Bank["kind"],
  items: readonly Value[],
  clauseIds: ReadonlySet<string> | undefined,
  sink: ProblemSink,
): AnyEntries {
  if (kind === "terms") return { kind, entries: sortEntries(items.flatMap((item) => readTerm(item, sink) ?? [])) };
  if (kind === "domains") return { kind, entries: sortEntries(items.flatMap((item) => readDomain(item, sink) ?? [])) };
  if (kind === "images") {
    return { kind, entries: sortEntries(withoutRepeatedIds(items, (item) => readImage(item, sink), sink)) };
  }
  const samples = withoutRepeatedIds(items, (item) => readSample(item, clauseIds, sink), sink);
  return { kind, entries: sortEntries(samples) };
}

function withoutRepeatedIds<T extends { readonly id: string }>(
  items: readonly Value[],
  read: (item: Value) => T | undefined,
  sink: ProblemSink,
): T[] {
  const seen = new Set<string>();
  return items.flatMap((item) => {
    const entry = read(item);
    if (entry === undefined) return [];
    if (seen.has(entry.id)) {
      sink.error(
        "EH_POLICY_DUPLICATE_ID",
        originOf(item),
        `The entry ${quote(entry.id)} is there twice. Give each its own id, or take one out.`,
      );
      return [];
    }
    seen.add(entry.id);
    return entry;
  });
}

/** The category and severity of an entry, null where it has none; undefined where they are wrong. */
function readGrade(fields: Fields, sink: ProblemSink): Pick<TermEntry, "category" | "severity"> | undefined {
  const categoryValue = fields.optional("category");
  const severityValue = fields.optional("severity");
  const word = categoryValue && readText(categoryValue, sink, 100);
  const category = word && parseCategory(word, originOf(categoryValue), sink);
  const severity = severityValue && readInteger(severityValue, sink, 1, 5);
  const broken = (categoryValue !== undefined && !category) || (severityValue !== undefined && severity === undefined);
  return broken ? undefined : { category, severity };
}

function readTerm(item: Value, sink: ProblemSink): TermEntry | undefined {
  if (isScalar(item.node)) {
    const written = readText({ ...item, label: "A term" }, sink);
    const text = written && parseTerm(written, originOf(item), sink);
    return text === undefined
      ? undefined
      : { text, match: "word", allow: false, category: undefined, severity: undefined };
  }
  const fields = Fields.read(item, "a term", sink);
  if (fields === undefined) return undefined;
  const textValue = fields.required("text");
  const matchValue = fields.optional("match");
  const allowValue = fields.optional("allow");
  const grade = readGrade(fields, sink);
  fields.close();
  const written = textValue && readText(textValue, sink);
  const text = written && parseTerm(written, originOf(textValue), sink);
  const match = matchValue === undefined ? "word" : readWord(matchValue, sink, ["word", "substring"] as const);
  const allow = allowValue === undefined ? false : readBoolean(allowValue, sink);
  if (!text || match === undefined || allow === undefined || grade === undefined) return undefined;
  return { text, match, allow, ...grade };
}

function readDomain(item: Value, sink: ProblemSink): DomainEntry | undefined {
  if (isScalar(item.node)) {
    const text = readText({ ...item, label: "A domain" }, sink, 300);
    const domain = text && parseDomain(text, originOf(item), sink);
    if (!domain || !isComparable({ domain, path: undefined }, originOf(item), sink)) return undefined;
    return { domain, path: undefined, category: undefined, severity: undefined };
  }
  const fields = Fields.read(item, "a domain", sink);
  if (fields === undefined) return undefined;
  const domainValue = fields.required("domain");
  const pathValue = fields.optional("path");
  const grade = readGrade(fields, sink);
  fields.close();
  const text = domainValue && readText(domainValue, sink, 300);
  const domain = text && parseDomain(text, originOf(domainValue), sink);
  const path = pathValue && readText(pathValue, sink, 2_000);
  if (path !== undefined && !path.startsWith("/")) {
    return sink.error(
      "EH_POLICY_BANK",
      originOf(pathValue as Value),
      `A path begins with a slash; here it is ${quote(path)}.`,
    );
  }
  if (!domain || grade === undefined || (pathValue !== undefined && path === undefined)) return undefined;
  return isComparable({ domain, path }, fields.origin, sink) ? { domain, path, ...grade } : undefined;
}

function readImage(item: Value, sink: ProblemSink): ImageEntry | undefined {
  const fields = Fields.read(item, "an image", sink);
  if (fields === undefined) return undefined;
  const values = {
    id: fields.optional("id"),
    pdq: fields.optional("pdq"),
    sha256: fields.optional("sha256"),
    radius: fields.optional("radius"),
  };
  fields.close();
  const pdq = values.pdq && readHash(values.pdq, sink);
  const sha256 = values.sha256 && readHash(values.sha256, sink);
  const radius = values.radius && readInteger(values.radius, sink, 0, MAX_RADIUS);
  const id = values.id && readText(values.id, sink, 200);
  if (values.pdq === undefined && values.sha256 === undefined) {
    return sink.error(
      "EH_POLICY_BANK",
      fields.origin,
      "An image needs pdq or sha256: 64 hexadecimal digits. Add one of them.",
    );
  }
  if (radius !== undefined && pdq === undefined) {
    return sink.error(
      "EH_POLICY_BANK",
      fields.origin,
      "Only a pdq has a radius: sha256 is equal or it is not. Take radius out.",
    );
  }
  const hash = pdq ?? sha256;
  if (hash === undefined) return undefined;
  return { id: id ?? hash.slice(0, 16), pdq, sha256, radius };
}

function readHash(value: Value, sink: ProblemSink): string | undefined {
  const { node } = value;
  const text = isScalar(node) ? String(node.source ?? node.value).toLowerCase() : "";
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  return sink.error(
    "EH_POLICY_BANK",
    originOf(value),
    `${value.label} must be 64 hexadecimal digits; here it is ${quote(text)}.`,
  );
}

function readSample(
  item: Value,
  clauseIds: ReadonlySet<string> | undefined,
  sink: ProblemSink,
): SampleEntry | undefined {
  const fields = Fields.read(item, "a sample", sink);
  if (fields === undefined) return undefined;
  const values = {
    id: fields.required("id"),
    text: fields.required("text"),
    lang: fields.optional("lang"),
    clause: fields.optional("clause"),
  };
  fields.close();
  const id = values.id && readText(values.id, sink, 200);
  const text = values.text && readText(values.text, sink);
  const lang = values.lang && readText(values.lang, sink, 200);
  const clause = values.clause && readClauseRef(values.clause, clauseIds, sink);
  if (lang !== undefined && canonicalLanguage(lang) !== lang) {
    const advice = canonicalLanguage(lang) ?? 'a tag such as "en"';
    return sink.error(
      "EH_POLICY_LANGUAGE",
      originOf(values.lang as Value),
      `${quote(lang)} is not written as BCP 47 has it. Write ${advice}.`,
    );
  }
  return id === undefined || text === undefined ? undefined : { id, text, lang, clause };
}
