import type { BankEntryView, BankSummary } from "@evenhand/contract";
import { type EntryFields, fieldsOf } from "@evenhand/policy";
import { EXIT, type Io } from "../../io.js";
import { coloursFor } from "../../output/colours.js";
import { print } from "../../output/print.js";
import { formatRows } from "../../output/rows.js";
import { allPages } from "../all-pages.js";
import { openRemote } from "../remote.js";
import { type BankOptions, bankPath, nameOf, openBank } from "./bank-options.js";

interface ShowOptions extends BankOptions {
  readonly search?: string;
  readonly removed?: true;
}

/** `evenhand bank show BANK` */
export async function showBank(name: string, options: ShowOptions, io: Io): Promise<number> {
  await (options.policy === undefined ? showStored(name, options, io) : showFile(name, options.policy, options, io));
  return EXIT.done;
}

async function showFile(name: string, folder: string, { search, json }: ShowOptions, io: Io): Promise<void> {
  const { bank } = await openBank(folder, name);
  const wanted = search?.toLowerCase() ?? "";
  const entries = bank.entries.map(fieldsOf).filter((entry) => JSON.stringify(entry).toLowerCase().includes(wanted));
  if (json) return print(io, ...entries.map((entry) => JSON.stringify(entry)));
  const rows = entries.map((entry) => [
    nameOf(entry),
    entry.category ?? "",
    `${entry.severity ?? ""}`,
    entry.source ?? "",
    entry.note ?? "",
  ]);
  const title = `${name}: a bank of ${bank.kind}, entries: ${bank.entries.length}${bank.live === true ? ", live" : ""}`;
  await print(
    io,
    title,
    ...formatRows(["ENTRY", "CATEGORY", "SEVERITY", "SOURCE", "NOTE"], rows, coloursFor(io.stdout, io.env)),
  );
}

async function showStored(name: string, options: ShowOptions, io: Io): Promise<void> {
  const remote = openRemote(options, io);
  const bank = await remote.ask<BankSummary>(bankPath(name));
  const query = { q: options.search, removed: options.removed === true ? "true" : undefined };
  const entries: BankEntryView[] = [];
  for await (const page of allPages<BankEntryView>(remote, bankPath(name, "entries"), query)) {
    if (options.json) await print(io, ...page.map((entry) => JSON.stringify(entry)));
    else entries.push(...page);
  }
  if (options.json) return;
  const { policy, added } = bank.entries;
  const title = `${name}: a bank of ${bank.kind}, ${bank.state}, revision ${bank.revision}; entries: ${policy} of the policy, ${added} added`;
  const rows = entries.map((entry) => [
    entry.id,
    entry.content === null ? "(erased)" : nameOf(entry.content as EntryFields),
    entry.addedAt.slice(0, 10),
    entry.addedBy.id ?? entry.addedBy.role,
    entry.expiresAt?.slice(0, 10) ?? "",
    entry.removed === null
      ? (entry.note ?? entry.source ?? "")
      : `${entry.removed.how} ${entry.removed.at.slice(0, 10)}`,
  ]);
  await print(
    io,
    title,
    ...formatRows(["ID", "ENTRY", "ADDED", "BY", "EXPIRES", "NOTE"], rows, coloursFor(io.stdout, io.env)),
  );
}
