import type { Reader } from "../store/transaction.js";
import { type BankEntryRow, ENTRY_COLUMNS } from "./entry-row.js";

type EntryColumn = (typeof ENTRY_COLUMNS)[number];

/**
 * The entries of a bank that were added and not removed, oldest first, page by page: a bank may hold a million.
 *
 * @param size of a page; the last one may be shorter, or empty
 * @param extra columns beside those from which an entry is made
 */
export async function* entryPages<C extends "added_at" | "note" = never>(
  db: Reader,
  bank: string,
  size: number,
  ...extra: readonly C[]
): AsyncGenerator<readonly Pick<BankEntryRow, EntryColumn | C>[]> {
  const columns: readonly (keyof BankEntryRow)[] = [...ENTRY_COLUMNS, ...extra];
  for (let after: string | undefined; ;) {
    let page = db.selectFrom("bank_entries").select(columns).where("bank", "=", bank).where("removed_at", "is", null);
    if (after !== undefined) page = page.where("id", ">", after);
    const rows = (await page.orderBy("id").limit(size).execute()) as Pick<BankEntryRow, EntryColumn | C>[];
    yield rows;
    if (rows.length < size) return;
    after = rows.at(-1)?.id;
  }
}
