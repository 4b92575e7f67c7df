import { FOLD_STEPS, type FoldStep, formatTlsh, parseTlsh, TERM_VARIANTS, type TermVariant } from "@evenhand/matching";
import { isScalar } from "yaml";
import type { Bank, DomainEntry, ImageEntry, NearSpec, SampleEntry, TermEntry } from "../model.js";
import { checkFold, parseCategory, parseRegex, parseTerm, sortEntries, MAX_ENTRIES } from "./bank-entry.js";
import { readClauseRef } from "./detectors.js";
import { isComparable, parseDomain } from "./domain.js";
import { Fields } from "./fields.js";
import { canonicalLanguage } from "./languages.js";
import type { ProblemSink } from "./problem-sink.js";
import type { SourceFile } from "./source-file.js";
import { quote, readBoolean, readEach, readInteger, readList, readText, readWord } from "./values.js";
import { originOf, readYaml, type Value } from "./yaml-file.js";

const KINDS = ["terms", "domains", "images", "samples"] as const;
/** Largest radius: beyond it, images that have nothing to do with each other begin to be found. */
const MAX_RADIUS = 63;
const MAX_WITH_VARIANTS = 5_000;

type Entries<K extends Bank["kind"]> = Pick<Extract<Bank, { kind: K }>, "kind" | "entries">;
type AnyEntries = Entries<"terms"> | Entries<"domains"> | Entries<"images"> | Entries<"samples">;

type YamlBank = AnyEntries & BankOptions & { readonly doc: string | undefined };

/** Reads a bank in YAML. `clauseIds` is undefined where not all clauses are known. */
export function readYamlBank(
  file: SourceFile,
  clauseIds: ReadonlySet<string> | undefined,
  sink: ProblemSink,
): YamlBank | undefined {
  const yaml = readYaml(file, file.text, 0, sink);
  if (yaml === undefined) return undefined;
  if (yaml.root === undefined)
    return sink.error("EH_POLICY_MISSING_KEY", file.originAt(0), "A bank needs `kind` and `entries`. Add them.");
  return readBank(yaml.root, clauseIds, sink);
}

function readBank(root: Value, clauseIds: ReadonlySet<string> | undefined, sink: ProblemSink): YamlBank | undefined {
  const fields = Fields.read(root, "a bank", sink);
  if (fields === undefined) return undefined;
  const kindValue = fields.required("kind");
  const docValue = fields.optional("doc");
  const kind = kindValue && readWord(kindValue, sink, KINDS);
  const options = kind === undefined ? {} : readOptions(fields, kind, sink);
  // A live bank may begin empty.
  const entriesValue = options.live === true ? fields.optional("entries") : fields.required("entries");
  // Whether an option belongs to the bank is known once its kind is.
  if (kind !== undefined) fields.close();
  const doc = docValue && readText(docValue, sink);
  const items = entriesValue === undefined ? [] : readList(entriesValue, sink, MAX_ENTRIES);
  if (kind === undefined || items === undefined) return undefined;
  const read = readEntries(kind, items, clauseIds, sink);
  if (read.kind === "terms" && options.fold !== undefined) checkFold(read.entries, options.fold, fields.origin, sink);
  if (options.variants !== undefined && items.length > MAX_WITH_VARIANTS) {
    const message = `A bank with \`variants\` holds at most ${MAX_WITH_VARIANTS} terms: each is looked for in dozens of ways. Split it.`;
    return sink.error("EH_POLICY_TOO_BIG", fields.origin, message);
  }
  return { ...read, ...options, doc };
}

interface BankOptions {
  readonly live?: boolean;
  readonly fold?: readonly FoldStep[];
  readonly variants?: readonly TermVariant[];
  readonly lookalikes?: boolean;
  readonly radius?: number;
}

/** What a bank of the kind may say of itself. What is the default is left out. */
function readOptions(fields: Fields, kind: Bank["kind"], sink: ProblemSink): BankOptions {
  const value = (name: string, of: Bank["kind"]): Value | undefined =>
    kind === of ? fields.optional(name) : undefined;
  const liveValue = fields.optional("live");
  const foldValue = value("fold", "terms");
  const variantsValue = value("variants", "terms");
  const lookalikesValue = value("lookalikes", "domains");
  const radiusValue = value("radius", "images");
  const live = liveValue && readBoolean(liveValue, sink);
  const steps = foldValue && readEach(foldValue, sink, (item) => readWord(item, sink, FOLD_STEPS));
  const variants = variantsValue && readEach(variantsValue, sink, (item) => readWord(item, sink, TERM_VARIANTS));
  const lookalikes = lookalikesValue && readBoolean(lookalikesValue, sink);
  const radius = radiusValue && readInteger(radiusValue, sink, 0, MAX_RADIUS);
  return {
    ...(live === true ? { live } : {}),
    ...(steps === undefined ? {} : { fold: FOLD_STEPS.filter((step) => steps.includes(step)) }),
    ...(variants === undefined || variants.length === 0
      ? {}
      : { variants: TERM_VARIANTS.filter((kind) => variants.includes(kind)) }),
    ...(lookalikes === true ? { lookalikes } : {}),
    ...(radius === undefined ? {} : { radius }),
  };
}

/** When an entry ends, where it came from, and why: `expires`, `source`, `note`. */
function readExtras(fields: Fields, sink: ProblemSink): Pick<TermEntry, "expiresMs" | "source" | "note"> {
  const expiresValue = fields.optional("expires");
  const sourceValue = fields.optional("source");
  const noteValue = fields.optional("note");
  const expiresMs = expiresValue && readEnd(expiresValue, sink);
  const source = sourceValue && readText(sourceValue, sink, 200);
  const note = noteValue && readText(noteValue, sink, 2_000);
  return {
    ...(expiresMs === undefined ? {} : { expiresMs }),
    ...(source === undefined ? {} : { source }),
    ...(note === undefined ? {} : { note }),
  };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** A time, or the beginning of a day in UTC: from then on the entry finds nothing. */
function readEnd(value: Value, sink: ProblemSink): number | undefined {
  const { node } = value;
  const text = isScalar(node) ? String(node.source ?? node.value) : "";
  const ms = DAY.test(text) || TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  const takes = "a day such as 2027-01-31, or a time such as 2027-01-31T12:00:00Z";
  return sink.error("EH_POLICY_VALUE", originOf(value), `${value.label} must be ${takes}; here it is ${quote(text)}.`);
}

/** One entry of a bank of any kind; what is wrong with it is reported. */
export function readEntry(
  kind: Bank["kind"],
  item: Value,
  clauseIds: ReadonlySet<string> | undefined,
  sink: ProblemSink,
): Bank["entries"][number] | undefined {
  if (kind === "terms") return readTerm(item, sink);
  if (kind === "domains") return readDomain(item, sink);
  return kind === "images" ? readImage(item, sink) : readSample(item, clauseIds, sink);
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
  const nearValue = fields.optional("near");
  const notNearValue = fields.optional("notNear");
  const grade = readGrade(fields, sink);
  const extras = readExtras(fields, sink);
  fields.close();
  const match = matchValue === undefined ? "word" : readWord(matchValue, sink, TERM_MATCHES);
  const allow = allowValue === undefined ? false : readBoolean(allowValue, sink);
  const near = nearValue && readNear(nearValue, sink);
  const notNear = notNearValue && readNear(notNearValue, sink);
  const written = textValue && readText(textValue, sink);
  const parse = match === "regex" ? parseRegex : parseTerm;
  const text = written && parse(written, originOf(textValue), sink);
  if (!text || match === undefined || allow === undefined || grade === undefined) return undefined;
  if (allow && (near !== undefined || notNear !== undefined || extras.expiresMs !== undefined)) {
    const message = "An allow-list entry cancels hits always and everywhere: it takes no near, notNear or expires.";
    return sink.error("EH_POLICY_BANK", fields.origin, message);
  }
  return { text, match, allow, ...grade, ...(near && { near }), ...(notNear && { notNear }), ...extras };
}

const TERM_MATCHES = ["word", "substring", "regex"] as const;
const MAX_NEAR_TERMS = 50;
const MAX_NEAR_WORDS = 50;

function readNear(value: Value, sink: ProblemSink): NearSpec | undefined {
  const fields = Fields.read(value, "what stands near", sink);
  if (fields === undefined) return undefined;
  const termsValue = fields.required("terms");
  const withinValue = fields.required("within");
  fields.close();
  const items = termsValue && readList(termsValue, sink, MAX_NEAR_TERMS);
  const terms = items?.flatMap((item) => {
    const written = readText({ ...item, label: "A term" }, sink, 300);
    return (written && parseTerm(written, originOf(item), sink)) ?? [];
  });
  const within = withinValue && readInteger(withinValue, sink, 1, MAX_NEAR_WORDS);
  if (terms?.length === 0 && items?.length === 0) {
    return sink.error("EH_POLICY_VALUE", fields.origin, "Name at least one term that stands near.");
  }
  return terms === undefined || within === undefined ? undefined : { terms, within };
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
  const allowValue = fields.optional("allow");
  const grade = readGrade(fields, sink);
  const extras = readExtras(fields, sink);
  fields.close();
  const allow = allowValue && readBoolean(allowValue, sink);
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
  return isComparable({ domain, path }, fields.origin, sink)
    ? { domain, path, ...grade, ...(allow === true ? { allow } : {}), ...extras }
    : undefined;
}

function readImage(item: Value, sink: ProblemSink): ImageEntry | undefined {
  const fields = Fields.read(item, "an image", sink);
  if (fields === undefined) return undefined;
  const values = {
    id: fields.optional("id"),
    pdq: fields.optional("pdq"),
    sha256: fields.optional("sha256"),
    md5: fields.optional("md5"),
    radius: fields.optional("radius"),
  };
  const grade = readGrade(fields, sink);
  const extras = readExtras(fields, sink);
  fields.close();
  const pdq = values.pdq && readHash(values.pdq, sink);
  const sha256 = values.sha256 && readHash(values.sha256, sink);
  const md5 = values.md5 && readHash(values.md5, sink, 32);
  const radius = values.radius && readInteger(values.radius, sink, 0, MAX_RADIUS);
  const id = values.id && readText(values.id, sink, 200);
  if (values.pdq === undefined && values.sha256 === undefined && values.md5 === undefined) {
    return sink.error(
      "EH_POLICY_BANK",
      fields.origin,
      "An image needs pdq or sha256 (64 hexadecimal digits) or md5 (32). Add one of them.",
    );
  }
  if (radius !== undefined && pdq === undefined) {
    return sink.error(
      "EH_POLICY_BANK",
      fields.origin,
      "Only a pdq has a radius: the others are equal or they are not. Take radius out.",
    );
  }
  const hash = pdq ?? sha256 ?? md5;
  if (hash === undefined || grade === undefined) return undefined;
  const { category, severity } = grade;
  return {
    id: id ?? hash.slice(0, 16),
    pdq,
    sha256,
    ...(md5 === undefined ? {} : { md5 }),
    radius,
    ...(category === undefined ? {} : { category }),
    ...(severity === undefined ? {} : { severity }),
    ...extras,
  };
}

function readHash(value: Value, sink: ProblemSink, digits = 64): string | undefined {
  const { node } = value;
  const text = isScalar(node) ? String(node.source ?? node.value).toLowerCase() : "";
  if (text.length === digits && /^[0-9a-f]+$/.test(text)) return text;
  return sink.error(
    "EH_POLICY_BANK",
    originOf(value),
    `${value.label} must be ${digits} hexadecimal digits; here it is ${quote(text)}.`,
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
    text: fields.optional("text"),
    tlsh: fields.optional("tlsh"),
    lang: fields.optional("lang"),
    clause: fields.optional("clause"),
    severity: fields.optional("severity"),
  };
  const extras = readExtras(fields, sink);
  fields.close();
  const severity = values.severity && readInteger(values.severity, sink, 1, 5);
  const id = values.id && readText(values.id, sink, 200);
  const text = values.text && readText(values.text, sink);
  const tlsh = values.tlsh && readTlsh(values.tlsh, sink);
  if ((values.text === undefined) === (values.tlsh === undefined)) {
    const message = "A sample is a text, or the TLSH hash of one that is not kept: give it `text` or `tlsh`.";
    return sink.error("EH_POLICY_MISSING_KEY", fields.origin, message);
  }
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
  if (id === undefined || (text === undefined && tlsh === undefined)) return undefined;
  const hash = tlsh === undefined ? {} : { tlsh };
  return { id, text: text ?? "", ...hash, lang, clause, ...(severity === undefined ? {} : { severity }), ...extras };
}

/** A TLSH hash, in one form. */
function readTlsh(value: Value, sink: ProblemSink): string | undefined {
  const { node } = value;
  const text = isScalar(node) ? String(node.source ?? node.value) : "";
  const hash = parseTlsh(text);
  if (hash !== undefined) return formatTlsh(hash);
  const takes = "T1 and 70 hexadecimal digits";
  return sink.error("EH_POLICY_BANK", originOf(value), `${value.label} must be ${takes}; here it is ${quote(text)}.`);
}
