/** Banks of a policy folder, edited as texts: comments and order stay. */
import { EvenhandError } from "@evenhand/contract";
import { foldText } from "@evenhand/matching";
import { isMap, isScalar, isSeq, parseDocument, YAMLSeq } from "yaml";
import { type BankEntry, readTermFile } from "../load/read-entry.js";
import { type EntryFields, termLine } from "./write-entry.js";

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
  const plain = names.length === 1 && (only === "text" || only === "domain");
  const item = document.createNode(plain && only !== undefined ? fields[only] : fields, { flow: true });
  entries.add(item);
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
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
  const before = entries.items.length;
  entries.items = entries.items.filter((item) => {
    if (isScalar(item)) return !isCalled({ text: String(item.value), domain: String(item.value) }, name);
    return !isMap(item) || !isCalled(item.toJS(document) as EntryFields, name);
  });
  const removed = before - entries.items.length;
  return { text: removed === 0 ? text : document.toString({ lineWidth: 0, flowCollectionPadding: true }), removed };
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
    .map((name) => {
      const cell = String((fields as Readonly<Record<string, string | number | undefined>>)[name] ?? "");
      return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
    })
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
