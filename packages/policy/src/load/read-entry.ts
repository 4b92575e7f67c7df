/** Entries of banks that are not in a policy folder: read by the same code, so that the same things are wrong with them. */
import type { Problem } from "@evenhand/contract";
import { Document, type Node } from "yaml";
import type { Bank } from "../model.js";
import { readTermRows } from "./bank-csv.js";
import { readTermLines } from "./bank-txt.js";
import { readEntry, readYamlBank } from "./bank-yaml.js";
import { ProblemSink } from "./problem-sink.js";
import { SourceFile } from "./source-file.js";

/** An entry of a bank of any kind. */
export type BankEntry = Bank["entries"][number];

/** The entry, or what is wrong with it. */
export type EntryResult =
  | { readonly entry: BankEntry; readonly problems?: undefined }
  | { readonly entry?: undefined; readonly problems: readonly Pick<Problem, "code" | "message">[] };

const NOWHERE = new SourceFile("entry", "");

/**
 * Reads one entry as it stands in a `.yaml` bank, given as plain JSON.
 *
 * @param clauseIds the clauses that a sample may name
 */
export function readBankEntry(kind: Bank["kind"], value: unknown, clauseIds: ReadonlySet<string>): EntryResult {
  const sink = new ProblemSink();
  const node = new Document(value, { version: "1.2", schema: "core" }).contents as Node;
  const item = { file: { source: NOWHERE, base: 0, aliases: new Map() }, node, label: "The entry" };
  const entry = readEntry(kind, item, clauseIds, sink);
  if (entry !== undefined && !sink.hasErrors) return { entry };
  return { problems: sink.problems().map(({ code, message }) => ({ code, message })) };
}

/** Terms in lines or in rows, and what is wrong with others; `where` of a problem is `file:line:column`. */
export function readTermFile(
  format: "txt" | "csv",
  file: string,
  text: string,
): { readonly entries: readonly BankEntry[]; readonly problems: readonly Problem[] } {
  const sink = new ProblemSink();
  const source = new SourceFile(file, text);
  const entries = format === "csv" ? readTermRows(source, sink) : readTermLines(source, sink);
  return { entries, problems: sink.problems() };
}

/** A bank in YAML, and what is wrong with it; `kind` is undefined where it is no bank at all. */
export function readBankFile(
  file: string,
  text: string,
  clauseIds: ReadonlySet<string>,
): {
  readonly kind: Bank["kind"] | undefined;
  readonly entries: readonly BankEntry[];
  readonly problems: readonly Problem[];
} {
  const sink = new ProblemSink();
  const bank = readYamlBank(new SourceFile(file, text), clauseIds, sink);
  return { kind: bank?.kind, entries: bank?.entries ?? [], problems: sink.problems() };
}
