import type { BankFormat } from "@evenhand/contract";
import { type Bank, type BankEntry, writeBankFile } from "@evenhand/policy";
import type { Domain } from "../service/domain.js";
import { entryPages } from "./entry-pages.js";
import { entryOf } from "./entry-row.js";
import { declaredBank } from "./find-bank.js";
import { kindOfBank } from "./list-banks.js";

/** Entries that are read at once. */
const PAGE = 2_000;

/**
 * A bank as a file, read while it is sent: entries of the policy first, then those that were added, oldest first.
 *
 * @param which `added`: only what was added through the service
 * @throws EvenhandError EH_BANK_NOT_FOUND, EH_BANK_FORMAT
 */
export async function exportEntries(
  domain: Domain,
  {
    bank: name,
    format,
    which,
  }: { readonly bank: string; readonly format: BankFormat; readonly which: "all" | "added" },
): Promise<AsyncIterable<string>> {
  const kind = await kindOfBank(domain, name);
  const declared = declaredBank(domain.policies, name);
  const origin = { file: name, line: 1, column: 1 };
  const bank = declared ?? { name, kind, doc: undefined, origin, live: true, entries: [] };
  return writeBankFile({ bank, parts: () => parts(domain, bank, which === "all" ? bank.entries : []) }, format);
}

async function* parts(
  { store }: Domain,
  { name, kind }: Bank,
  own: readonly BankEntry[],
): AsyncGenerator<readonly BankEntry[]> {
  for (let from = 0; from < own.length; from += PAGE) yield own.slice(from, from + PAGE);
  for await (const rows of entryPages(store.db, name, PAGE, "note")) {
    yield rows.flatMap((row) => {
      const entry = entryOf(row);
      if (entry === undefined) return [];
      const { id, ...rest } = entry as BankEntry & { id: string };
      const noted = row.note === null ? rest : { ...rest, note: row.note };
      // Images and samples of a policy have ids; what terms and domains are known by is what they hold.
      return [(kind === "images" || kind === "samples" ? { id, ...noted } : noted) as BankEntry];
    });
  }
}
