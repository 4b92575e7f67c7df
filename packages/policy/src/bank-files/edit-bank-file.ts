/** Banks of a policy folder, edited as texts: comments and order stay. */
import { EvenhandError } from "@evenhand/contract";
import { foldText } from "@evenhand/matching";
import { Document, isMap, isScalar, isSeq, parseDocument, YAMLSeq } from "yaml";
import { type BankEntry, readTermFile } from "../load/read-entry.js";
import { cell, type EntryFields, termLine } from "./write-entry.js";

/**
 * A bank's file with one more entry at its end.
 *
 * @param path decides the format: `.txt`, `.csv` or `.yaml`
 * @throws EvenhandError EH_BANK_FILE where the format has no place for a field, or the file is no bank
 */
export function withEntry(path: string, text: string, fields: EntryFields): string {
  if (path.endsWith(".txt")) return appended(text, lineOf(fields));
  if (path.endsWith(".csv")) return appended(text, rowOf(path, text, fields));
  const document = parseDocument(text);
  const entries = entriesOf(path, document);
  const names = Object.keys(fields);
  const [only] = names;
  const isPlain = names.length === 1 && (only === "text" || only === "domain");
  const item = document.createNode(isPlain ? (fields.text ?? fields.domain) : fields, { flow: true });
  const last = entries.items.at(-1);
  const place = last === undefined ? undefined : placeOf(text, last);
  if (place === undefined) {
    entries.add(item);
    return document.toString(STYLE);
  }
  const written = new Document(item).toString(STYLE).trimEnd();
  const before = text.slice(0, place.end);
  return `${before}${before.endsWith("\n") ? "" : "\n"}${place.indent}- ${written}\n${text.slice(place.end)}`;
}

const STYLE = { lineWidth: 0, flowCollectionPadding: true } as const;

/** The whole lines of an element of a list with dashes; undefined where it is written otherwise. */
function placeOf(
  text: string,
  item: unknown,
): { readonly start: number; readonly end: number; readonly indent: string } | undefined {
  const { range } = item as { range?: readonly [number, number, number] | null };
  if (range === undefined || range === null) return undefined;
  const start = text.lastIndexOf("\n", range[0] - 1) + 1;
  const [, indent] = /^( *)- +$/.exec(text.slice(start, range[0])) ?? [];
  if (indent === undefined) return undefined;
  const last = text.slice(0, range[1]).trimEnd().length;
  const newline = text.indexOf("\n", last);
  return { start, end: newline === -1 ? text.length : newline + 1, indent };
}

/**
 * A bank's file without the entries that a name stands for: a term, a host and path, an id, or a hash.
 *
 * @returns the text, and how many entries went
 * @throws EvenhandError EH_BANK_FILE where the file is no bank
 */
export function withoutEntry(
  path: string,
  text: string,
  name: string,
): { readonly text: string; readonly removed: number } {
  if (path.endsWith(".txt")) {
    const lines = text.split("\n");
    const kept = lines.filter(
      (line) => !readTermFile("txt", path, line).entries.some((entry) => isCalled(entry, name)),
    );
    return { text: kept.join("\n"), removed: lines.length - kept.length };
  }
  if (path.endsWith(".csv")) {
    const [header = "", ...rows] = rowsOf(text);
    const kept = rows.filter(
      (row) => !readTermFile("csv", path, header + row).entries.some((entry) => isCalled(entry, name)),
    );
    return { text: header + kept.join(""), removed: rows.length - kept.length };
  }
  const document = parseDocument(text);
  const entries = entriesOf(path, document);
  const gone = entries.items.filter((item) => {
    if (isScalar(item)) return isCalled({ text: String(item.value), domain: String(item.value) }, name);
    return isMap(item) && isCalled(item.toJS(document) as EntryFields, name);
  });
  if (gone.length === 0) return { text, removed: 0 };
  const places = gone.map((item) => placeOf(text, item));
  // A list of nothing has to be written otherwise than a list of something.
  if (gone.length === entries.items.length || places.includes(undefined)) {
    entries.items = entries.items.filter((item) => !gone.includes(item));
    return { text: document.toString(STYLE), removed: gone.length };
  }
  let kept = text;
  for (const place of places.toReversed())
    if (place !== undefined) kept = kept.slice(0, place.start) + kept.slice(place.end);
  return { text: kept, removed: gone.length };
}

/** Whether an entry is meant by a name: compared folded, hashes and hosts in any case. */
function isCalled(entry: BankEntry | EntryFields, name: string): boolean {
  const { text, domain, path, id, pdq, sha256, md5 } = entry as EntryFields;
  const wanted = foldText(name).folded.trim();
  const names = [text, domain === undefined ? undefined : `${domain}${path ?? ""}`, id, pdq, sha256, md5];
  return names.some((one) => one !== undefined && foldText(one).folded.trim() === wanted);
}

function appended(text: string, line: string): string {
  return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${line}\n`;
}

function lineOf(fields: EntryFields): string {
  const { text, match = "word", allow = false, category, severity, ...others } = fields;
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw unfit(`A .txt bank has no place for ${other}. Make it a .yaml bank, or leave ${other} out.`);
  return termLine({ text: text ?? "", match, allow, category, severity } as BankEntry);
}

function rowOf(path: string, text: string, fields: EntryFields): string {
  const [header = ""] = rowsOf(text);
  const columns = header
    .trim()
    .split(",")
    .map((name) => name.trim());
  const missing = Object.keys(fields).find((name) => !columns.includes(name));
  if (missing !== undefined)
    throw unfit(`${path} has no column ${missing}. Add it to the first line, or leave ${missing} out.`);
  return columns
    .map((name) => cell(String((fields as Readonly<Record<string, string | number | undefined>>)[name] ?? "")))
    .join(",");
}

/** Rows of a CSV text with their line ends; a row may go over several lines inside of quotes. */
function rowsOf(text: string): string[] {
  const rows: string[] = [];
  let from = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') quoted = !quoted;
    if (text[at] !== "\n" || quoted) continue;
    rows.push(text.slice(from, at + 1));
    from = at + 1;
  }
  if (from < text.length) rows.push(text.slice(from));
  return rows;
}

function entriesOf(path: string, document: ReturnType<typeof parseDocument>): YAMLSeq {
  if (document.errors.length > 0 || !isMap(document.contents))
    throw unfit(`${path} is not a bank in YAML. \`evenhand policy check\` shows what is wrong.`);
  const found = document.contents.get("entries", true);
  if (isSeq(found)) return found;
  // A live bank may say nothing of entries.
  const made = new YAMLSeq(document.schema);
  document.contents.set("entries", made);
  return made;
}

function unfit(message: string): EvenhandError {
  return new EvenhandError("EH_BANK_FILE", message);
}
