/** One entry as a line of a file. */
import type { BankEntry } from "../load/read-entry.js";
import type { Bank, NearSpec } from "../model.js";

const MARKED = /^[!~=#/]/;

type Texts =
  | "id"
  | "text"
  | "match"
  | "domain"
  | "path"
  | "pdq"
  | "sha256"
  | "md5"
  | "tlsh"
  | "lang"
  | "clause"
  | "category"
  | "source"
  | "note"
  | "expires";

/** An entry as a `.yaml` bank has it. */
export type EntryFields = Readonly<
  Partial<Record<Texts, string>> & {
    allow?: boolean;
    severity?: number;
    radius?: number;
    near?: NearSpec;
    notNear?: NearSpec;
  }
>;

/** The fields of an entry as a `.yaml` bank and a line of JSON have them. */
export function fieldsOf(entry: BankEntry): EntryFields {
  const { expiresMs, ...fields } = entry as BankEntry & Record<string, unknown>;
  const plain = Object.entries(fields).filter(
    ([name, value]) =>
      value !== undefined && !(name === "allow" && value === false) && !(name === "text" && value === ""),
  );
  return {
    ...Object.fromEntries(plain),
    ...(expiresMs === undefined ? {} : { expires: new Date(expiresMs).toISOString() }),
  };
}

/** A term as a line of a `.txt` bank. What does not fit in one reads back as something else: the caller looks. */
export function termLine(entry: BankEntry): string {
  const { text, match, allow, category, severity } = entry as Extract<Bank, { kind: "terms" }>["entries"][number];
  const mark = match === "substring" ? "~" : MARKED.test(text) ? "=" : "";
  const notes = [
    ...(severity === undefined ? [] : [`severity:${severity}`]),
    ...(category === undefined ? [] : [`category:${category}`]),
  ];
  return `${allow ? "!" : ""}${mark}${text}${notes.length === 0 ? "" : ` | ${notes.join(" ")}`}`;
}

/** The columns of {@link termRow}. */
export const TERM_COLUMNS = "text,match,category,severity,note";

/** A term as a row of a `.csv` bank, which has no allow-list. */
export function termRow(entry: BankEntry): string {
  const {
    text,
    match,
    category = "",
    severity = "",
    note = "",
  } = entry as Extract<Bank, { kind: "terms" }>["entries"][number];
  return [text, match, category, `${severity}`, note].map(cell).join(",");
}

/** A cell of a `.csv` bank, in quotes where it needs them. */
export function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
