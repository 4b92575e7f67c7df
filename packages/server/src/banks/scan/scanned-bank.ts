import { type Bank, isAllowing, type StoredEntry } from "@evenhand/policy";
import { sql } from "kysely";
import type { Reader } from "../../store/transaction.js";
import { ENTRY_COLUMNS, entryOf } from "../entry-row.js";

/** The entries of these ids that are in a bank. */
export async function readEntriesOf(db: Reader, bank: string, ids: readonly string[]): Promise<readonly StoredEntry[]> {
  const rows = await db
    .selectFrom("bank_entries")
    .select(ENTRY_COLUMNS)
    .where(sql<boolean>`id = any(${[...ids]}::uuid[])`)
    .where("bank", "=", bank)
    .where("removed_at", "is", null)
    .orderBy("id")
    .execute();
  return rows.flatMap((row) => entryOf(row) ?? []);
}

/**
 * A bank with nothing in it but the entries that are looked for and every exception: what is allowed is not found, as for a
 * condition.
 */
export async function bankToScan(db: Reader, declared: Bank, ids: readonly string[]): Promise<Bank> {
  const wanted = await readEntriesOf(db, declared.name, ids);
  const rows = await db
    .selectFrom("bank_entries")
    .select(ENTRY_COLUMNS)
    .where("bank", "=", declared.name)
    .where("removed_at", "is", null)
    .where(sql<boolean>`content ->> 'allow' = 'true'`)
    .orderBy("id")
    .execute();
  const allowed = [...declared.entries, ...rows.flatMap((row) => entryOf(row) ?? [])].filter(isAllowing);
  const asked = new Set(ids);
  const others = allowed.filter(({ id }) => id === undefined || !asked.has(id));
  return { ...declared, entries: [...others, ...wanted] } as Bank;
}
