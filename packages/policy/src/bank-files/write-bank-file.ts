/** A bank as a file, written while it is read. */
import { type BankFormat, EvenhandError } from "@evenhand/contract";
import { formatHashList, type HashEntry } from "@evenhand/matching";
import { type BankEntry, readTermFile } from "../load/read-entry.js";
import type { Bank } from "../model.js";
import { entryIdentity } from "../signals/entry-identity.js";
import { fieldsOf, TERM_COLUMNS, termLine, termRow } from "./write-entry.js";

/** The bank, and its entries in parts; asked for twice where a format does not hold every entry. */
export interface BankToWrite {
  /** Without its entries. */
  readonly bank: Bank;
  readonly parts: () => AsyncIterable<readonly BankEntry[]>;
}

/** Entries in one document of JSON at most: such a document is made whole. */
const MAX_IN_DOCUMENT = 200_000;

/**
 * Writes a bank.
 *
 * @throws EvenhandError EH_BANK_FORMAT where the format does not hold what the bank holds
 */
export async function writeBankFile(written: BankToWrite, format: BankFormat): Promise<AsyncIterable<string>> {
  const { kind } = written.bank;
  if (format === "jsonl") return lines(written, "", (entry) => JSON.stringify(fieldsOf(entry)));
  // A line of JSON is YAML too.
  if (format === "yaml")
    return lines(written, yamlHead(written.bank), (entry) => `  - ${JSON.stringify(fieldsOf(entry))}`);
  if (kind === "terms" && (format === "txt" || format === "csv")) return writeTerms(written, format);
  if (kind === "images" && format !== "txt") return writeHashes(written, format);
  throw unfit(written.bank, `${format} does not hold ${kind}`);
}

function unfit({ name }: Bank, why: string): EvenhandError {
  return new EvenhandError("EH_BANK_FORMAT", `The bank "${name}" cannot be written so: ${why}. Ask for jsonl or yaml.`);
}

async function* lines(
  { parts }: BankToWrite,
  head: string,
  line: (entry: BankEntry) => string,
): AsyncGenerator<string> {
  if (head !== "") yield head;
  for await (const entries of parts()) yield entries.map((entry) => `${line(entry)}\n`).join("");
}

function yamlHead({ kind, doc, live, ...bank }: Bank): string {
  const { fold, variants, lookalikes, radius } = bank as Readonly<Record<string, unknown>>;
  const options = Object.entries({ kind, doc, live, fold, variants, lookalikes, radius }).filter(
    ([, value]) => value !== undefined,
  );
  return `${options.map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`).join("")}entries:\n`;
}

/** Looks first whether every entry reads back as it is: half a file would be worse than none. */
async function writeTerms(written: BankToWrite, format: "txt" | "csv"): Promise<AsyncIterable<string>> {
  const head = format === "csv" ? `${TERM_COLUMNS}\n` : "";
  const line = format === "csv" ? termRow : termLine;
  for await (const entries of written.parts()) {
    for (const entry of entries) {
      const [read, ...others] = readTermFile(format, "file", `${head}${line(entry)}\n`).entries;
      const same = read !== undefined && entryIdentity(written.bank, read) === entryIdentity(written.bank, entry);
      if (same && others.length === 0 && !("near" in entry && entry.near !== undefined)) continue;
      throw unfit(written.bank, `${format} has no way to say ${JSON.stringify(fieldsOf(entry)).slice(0, 200)}`);
    }
  }
  return lines(written, head, line);
}

async function writeHashes(
  written: BankToWrite,
  format: Exclude<BankFormat, "txt" | "yaml" | "jsonl">,
): Promise<AsyncIterable<string>> {
  if (format === "csv") return hashRows(written);
  const all: HashEntry[] = [];
  for await (const entries of written.parts()) {
    all.push(...entries.flatMap(hashesOf));
    if (all.length > MAX_IN_DOCUMENT) throw unfit(written.bank, `a document of ${format} would be too large`);
  }
  return (async function* () {
    yield formatHashList(all, format);
  })();
}

async function* hashRows({ parts }: BankToWrite): AsyncGenerator<string> {
  let first = true;
  for await (const entries of parts()) {
    const rows = formatHashList(entries.flatMap(hashesOf), "csv");
    yield first ? rows : rows.slice(rows.indexOf("\n") + 1);
    first = false;
  }
  if (first) yield formatHashList([], "csv");
}

/** An entry as the hashes it is known by. */
function hashesOf(entry: BankEntry): HashEntry[] {
  const { id, pdq, sha256, md5, radius, category, severity, source, note } = entry as Extract<
    Bank,
    { kind: "images" }
  >["entries"][number];
  const said = {
    id,
    ...(category === undefined ? {} : { category }),
    ...(severity === undefined ? {} : { severity }),
    ...(source === undefined ? {} : { source }),
    ...(note === undefined ? {} : { note }),
  };
  return [
    ...(pdq === undefined
      ? []
      : [{ kind: "pdq" as const, hash: pdq, ...said, ...(radius === undefined ? {} : { radius }) }]),
    ...(sha256 === undefined ? [] : [{ kind: "sha256" as const, hash: sha256, ...said }]),
    ...(md5 === undefined ? [] : [{ kind: "md5" as const, hash: md5, ...said }]),
  ];
}
