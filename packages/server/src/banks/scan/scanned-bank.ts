import { type Bank, isAllowing, type StoredEntry } from "@evenhand/policy";
import { sql } from "kysely";
import type { Reader } from "../../store/transaction.js";
import { type BankEntryRow, entryOf } from "../entry-row.js";

type Row = Pick<BankEntryRow, "id" | "bank" | "content" | "category" | "severity" | "source" | "expires_at">;

/** The entries of these ids that are in a bank. */
export async function readEntriesOf(db: Reader, bank: string, ids: readonly string[]): Promise<readonly StoredEntry[]> {
  const { rows } = await sql<Row>`
    select id, bank, content, category, severity, source, expires_at from bank_entries
    where id = any(${[...ids]}::uuid[]) and bank = ${bank} and removed_at is null order by id`.execute(db);
  return rows.flatMap((row) => entryOf(row) ?? []);
}

/**
 * A bank with nothing in it but the entries that are looked for and every exception: what is allowed is not found, as for a
 * condition.
 */
export async function bankToScan(db: Reader, declared: Bank, ids: readonly string[]): Promise<Bank> {
  const wanted = await readEntriesOf(db, declared.name, ids);
  const { rows } = await sql<Row>`
    select id, bank, content, category, severity, source, expires_at from bank_entries
    where bank = ${declared.name} and removed_at is null and content ->> 'allow' = 'true' order by id`.execute(db);
  const allowed = [...declared.entries, ...rows.flatMap((row) => entryOf(row) ?? [])].filter(isAllowing);
  const asked = new Set(ids);
  const others = allowed.filter(({ id }) => id === undefined || !asked.has(id));
  return { ...declared, entries: [...others, ...wanted] } as Bank;
}
