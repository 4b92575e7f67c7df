/** Lists of hashes as CSV (RFC 4180), and as plain lines: that is CSV with one column and no header. */
import {
  type HashEntry,
  type HashKind,
  type HashList,
  type HashListOptions,
  type RawEntry,
  readEntry,
} from "./hash-list.js";

/** Columns that are written, in this order. Others are passed over when read. */
const COLUMNS = ["hash", "kind", "id", "category", "severity", "source", "note", "radius", "addedAt"] as const;
/** A column named so holds hashes of that kind. */
const HASH_COLUMNS = ["pdq", "md5", "sha256"] as const;
/** A quotation mark that is not closed within so many characters is taken for a mistake in its line alone. */
const LONGEST_CELL = 10_000;

/**
 * Reads CSV: with a header that names `hash` (or `pdq`, `md5`, `sha256`: several may be filled) and any of `kind`, `id`,
 * `category`, `severity`, `source`, `note`, `radius`, `addedAt`; or without one, the hash in the first column. Empty lines and
 * those that begin with `#` are passed over.
 */
export function parseHashCsv(text: string, options: HashListOptions = {}): HashList {
  const entries: HashEntry[] = [];
  const problems: { line: number; message: string }[] = [];
  let header: readonly string[] | undefined;
  for (const { line, cells, problem } of rowsOf(text)) {
    if (problem !== undefined) {
      problems.push({ line, message: problem });
      continue;
    }
    if (header === undefined) {
      const named = headerOf(cells);
      header = named ?? ["hash"];
      if (named !== undefined) continue;
    }
    for (const raw of rawEntries(header, cells)) {
      const entry = readEntry(raw, options);
      if (typeof entry === "string") problems.push({ line, message: entry });
      else entries.push(entry);
    }
  }
  return { entries, problems };
}

/** Writes CSV with a header. */
export function formatHashCsv(entries: readonly HashEntry[]): string {
  const rows = entries.map((entry) => COLUMNS.map((column) => cell(entry[column])).join(","));
  return [COLUMNS.join(","), ...rows, ""].join("\n");
}

/** Writes the hashes of one kind, one a line and nothing else. */
export function formatHashLines(entries: readonly HashEntry[], kind: HashKind): string {
  return entries
    .filter((entry) => entry.kind === kind)
    .map(({ hash }) => `${hash}\n`)
    .join("");
}

function headerOf(cells: readonly string[]): string[] | undefined {
  const names = cells.map((name) => {
    const plain = name.trim().toLowerCase().replaceAll("_", "");
    return COLUMNS.find((column) => column.toLowerCase() === plain) ?? plain;
  });
  return names.some((name) => name === "hash" || isHashColumn(name)) ? names : undefined;
}

const isHashColumn = (name: string): name is HashKind => (HASH_COLUMNS as readonly string[]).includes(name);

/** One for each hash of a row; one without a hash where there is none. */
function rawEntries(header: readonly string[], cells: readonly string[]): RawEntry[] {
  const shared: Record<string, string> = {};
  const hashes: RawEntry[] = [];
  for (const [at, name] of header.entries()) {
    const value = cells[at] ?? "";
    if (isHashColumn(name)) {
      if (value.trim() !== "") hashes.push({ kind: name, hash: value });
    } else if ((COLUMNS as readonly string[]).includes(name)) shared[name] = value;
  }
  const whole = (shared["hash"] ?? "").trim() !== "" || hashes.length === 0;
  return [...(whole ? [shared] : []), ...hashes.map((raw) => ({ ...shared, ...raw }))];
}

function cell(value: string | number | undefined): string {
  const text = value === undefined ? "" : String(value);
  return /["\r\n,]|^[#\s]|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

interface Row {
  /** Where it begins. */
  readonly line: number;
  readonly cells: readonly string[];
  readonly problem?: string;
}

/** The rows of CSV; a quoted cell may go over several lines. */
function* rowsOf(text: string): Generator<Row> {
  let at = text.startsWith("\u{feff}") ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const start = line;
    const lineEnd = endOfLine(text, at);
    if (text[at] === "#" || text.slice(at, lineEnd).trim() === "") {
      at = afterLine(text, lineEnd);
      line += 1;
      continue;
    }
    const row = readRow(text, at);
    if (row === undefined) {
      yield { line: start, cells: [], problem: 'A cell begins with a quotation mark (") and does not end with one.' };
      at = afterLine(text, lineEnd);
      line += 1;
      continue;
    }
    yield { line: start, cells: row.cells };
    for (let from = at; from < row.end; line += 1) from = afterLine(text, Math.min(endOfLine(text, from), row.end));
    at = row.end;
  }
}

/** The cells of the row at `at` and where the next begins; undefined where a quoted cell is broken. */
function readRow(text: string, from: number): { readonly cells: string[]; readonly end: number } | undefined {
  const cells: string[] = [];
  let at = from;
  while (true) {
    if (text[at] === '"') {
      const close = closingQuote(text, at + 1);
      if (close === undefined) return undefined;
      cells.push(text.slice(at + 1, close).replaceAll('""', '"'));
      at = close + 1;
    } else {
      const start = at;
      while (at < text.length && text[at] !== "," && text[at] !== "\n" && text[at] !== "\r") at += 1;
      cells.push(text.slice(start, at));
    }
    if (text[at] === ",") at += 1;
    else if (at >= text.length || text[at] === "\n" || text[at] === "\r") return { cells, end: afterLine(text, at) };
    else return undefined;
  }
}

function closingQuote(text: string, from: number): number | undefined {
  const end = Math.min(text.length, from + LONGEST_CELL);
  for (let at = from; at < end; at++) {
    if (text[at] !== '"') continue;
    if (text[at + 1] !== '"') return at;
    at += 1;
  }
  return undefined;
}

function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== "\n" && text[at] !== "\r") at += 1;
  return at;
}

function afterLine(text: string, end: number): number {
  return text[end] === "\r" && text[end + 1] === "\n" ? end + 2 : Math.min(end + 1, text.length);
}
