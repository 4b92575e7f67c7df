/** A file of entries, read in parts by the code that reads a policy's banks. */
import { type BankFormat, EvenhandError } from "@evenhand/contract";
import { type HashEntry, parseHashList } from "@evenhand/matching";
import { readBankFile, readTermFile } from "@evenhand/policy";
import type { LiveBank } from "../find-bank.js";
import { checkEntry, type EntryProblem, readEntry, type ReadyEntry } from "../ready-entry.js";
import { lineChunks } from "./line-chunks.js";

/** Lines that are read at once. */
const LINES = 2_000;
/** Largest document that can only be read whole. */
const MAX_DOCUMENT = 16 * 1024 * 1024;

/** What is wrong, and where: line and column, or the item of a list. */
export interface FileProblem extends EntryProblem {
  readonly where: string;
}

/** What some lines held. */
export interface FilePart {
  readonly entries: readonly ReadyEntry[];
  readonly problems: readonly FileProblem[];
}

export interface FileToRead {
  readonly format: BankFormat;
  readonly bytes: Buffer;
  /** Where entries come from that do not say so themselves. */
  readonly source?: string | undefined;
}

/**
 * Reads a file for a bank.
 *
 * @throws EvenhandError EH_BANK_FILE where it is not of a format that the bank takes
 */
export function* readFile(live: LiveBank, file: FileToRead): Generator<FilePart> {
  const { kind, name } = live.bank;
  const { format } = file;
  try {
    if (format === "yaml") yield readDocument(live, file);
    else if (format === "jsonl") yield* readJsonLines(live, file);
    else if (kind === "images") yield* readHashes(live, file);
    else if (kind === "terms" && (format === "txt" || format === "csv")) yield* readTerms(live, { ...file, format });
    else
      throw refused(
        `The bank "${name}" holds ${kind}; ${format} holds ${format === "txt" || format === "csv" ? "terms" : "images"}. Send yaml or jsonl.`,
      );
  } catch (error) {
    if (!(error instanceof TypeError) || (error as { code?: string }).code !== "ERR_ENCODING_INVALID_ENCODED_DATA")
      throw error;
    throw refused("The file is not UTF-8. Save it as UTF-8 and send it again.");
  }
}

function refused(message: string): EvenhandError {
  return new EvenhandError("EH_BANK_FILE", message);
}

function* readTerms(
  live: LiveBank,
  { format, bytes, source }: FileToRead & { format: "txt" | "csv" },
): Generator<FilePart> {
  let header: string | undefined;
  for (const { text, line } of lineChunks(bytes, LINES, format === "csv")) {
    // Every part of a table begins with the names of its columns.
    const whole = header === undefined ? text : header + text;
    const { entries, problems } = readTermFile(format, "file", whole);
    const shift = header === undefined ? line - 1 : line - 2;
    if (format === "csv") header ??= firstLine(text);
    yield gather(
      entries.map((entry) => ({ read: checkEntry(live, entry, source), where: `${line}:1` })),
      problems.map(({ code, message, where = "" }) => ({ code, message, where: placeOf(where, shift) })),
    );
  }
}

function firstLine(text: string): string {
  return text.slice(0, text.indexOf("\n") + 1);
}

/** `file:line:column` of a part as line and column of the whole. */
function placeOf(where: string, shift: number): string {
  const [, line = "1", column = "1"] = /:(\d+):(\d+)$/.exec(where) ?? [];
  return `${Number(line) + shift}:${column}`;
}

function* readJsonLines(live: LiveBank, { bytes, source }: FileToRead): Generator<FilePart> {
  for (const { text, line } of lineChunks(bytes, LINES, false)) {
    const read = text.split("\n").flatMap((written, i) => {
      if (written.trim() === "") return [];
      const where = `${line + i}:1`;
      try {
        return [{ read: readEntry(live, JSON.parse(written), source), where }];
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        const message = "The line is not JSON. Write one entry a line.";
        return [{ read: { problems: [{ code: "EH_BANK_ENTRY", message } as const] }, where }];
      }
    });
    yield gather(read, []);
  }
}

function readDocument(live: LiveBank, { bytes, source }: FileToRead): FilePart {
  const { bank, policy } = live;
  const text = wholeText(bytes, "jsonl");
  const { kind, entries, problems } = readBankFile("file", text, new Set(policy.clauses.map(({ id }) => id)));
  const places = problems.map(({ code, message, where = "" }) => ({ code, message, where: placeOf(where, 0) }));
  if (kind === undefined) return gather([], places);
  if (kind !== bank.kind) throw refused(`The file holds ${kind}, and the bank "${bank.name}" holds ${bank.kind}.`);
  return gather(
    entries.map((entry) => ({ read: checkEntry(live, entry, source), where: "1:1" })),
    places,
  );
}

function wholeText(bytes: Buffer, instead: string): string {
  if (bytes.length > MAX_DOCUMENT) {
    throw refused(`Such a file is read whole and may have ${MAX_DOCUMENT} bytes. Send ${instead}, or several files.`);
  }
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

function* readHashes(live: LiveBank, { format, bytes, source }: FileToRead): Generator<FilePart> {
  const options = source === undefined ? {} : { source };
  const read = (text: string, shift: number): FilePart => {
    const { entries, problems } = parseHashList(text, options);
    return gather(
      entries.map((entry) => ({ read: readEntry(live, imageOf(entry)), where: `${shift + 1}:1` })),
      problems.map(({ line, message }) => ({ code: "EH_BANK_ENTRY" as const, message, where: `${line + shift}:1` })),
    );
  };
  if (format === "threatexchange" || format === "hma") return yield read(wholeText(bytes, "csv"), 0);
  let header: string | undefined;
  for (const { text, line } of lineChunks(bytes, LINES, format === "csv")) {
    yield read((header ?? "") + text, header === undefined || header === "" ? line - 1 : line - 2);
    if (format === "csv") header ??= hashHeader(firstLine(text));
  }
}

/** The names of the columns, where the list begins with them. */
function hashHeader(line: string): string {
  const { entries, problems } = parseHashList(line);
  return entries.length === 0 && problems.length === 0 ? line : "";
}

/** A hash of a list as an entry; words of others are made to fit ours. */
function imageOf({ kind, hash, category, severity, source, note, radius }: HashEntry): object {
  const word = category
    ?.replace(/[^\p{L}\p{N}_-]+/gu, "_")
    .replace(/^[_-]+/, "")
    .slice(0, 64);
  return {
    [kind]: hash,
    ...(word === undefined || word === "" ? {} : { category: word }),
    ...(severity === undefined ? {} : { severity }),
    ...(source === undefined ? {} : { source: source.slice(0, 200) }),
    ...(note === undefined ? {} : { note }),
    ...(radius === undefined || kind !== "pdq" ? {} : { radius }),
  };
}

function gather(
  read: readonly { readonly read: ReturnType<typeof checkEntry>; readonly where: string }[],
  problems: readonly FileProblem[],
): FilePart {
  return {
    entries: read.flatMap(({ read: { ready } }) => ready ?? []),
    problems: [
      ...problems,
      ...read.flatMap(({ read: { problems: wrong = [] }, where }) => wrong.map((problem) => ({ ...problem, where }))),
    ],
  };
}
