/**
 * Named readers of the journal: each keeps the number up to which it has done its work, in the same transaction as the
 * work, so that nothing is left out and nothing is done twice. Set back to zero, a reader builds its work anew.
 */
import { EvenhandError } from "@evenhand/contract";
import { sql } from "kysely";
import { inTransaction, type Service } from "../service/service.js";
import type { Reader, Tx } from "../store/transaction.js";
import { type EntryFilter, readEntries, type StoredEntry } from "./read-entries.js";

/** A reader: who it is, what it wants, and what it does with it. */
export interface JournalReader {
  /** Stable: the cursor's key. */
  readonly name: string;
  readonly filter: EntryFilter;
  /** Entries of one transaction at most. */
  readonly batch: number;
  /** Does the work of a batch, with `tx` alone. */
  apply(tx: Tx, entries: readonly StoredEntry[]): Promise<void>;
}

/** Up to where a reader has read; 0 where it never did. */
export async function readCursor(db: Reader, name: string): Promise<number> {
  const row = await db.selectFrom("journal_cursors").select("seq").where("reader", "=", name).executeTakeFirst();
  return row?.seq ?? 0;
}

/**
 * Moves a reader's cursor.
 *
 * @param from where the caller read it
 * @throws EvenhandError EH_JOURNAL_CURSOR_MOVED where it is no longer there: then the caller's work was done by another
 */
export async function advanceCursor(tx: Tx, name: string, from: number, to: number, nowMs: number): Promise<void> {
  const now = new Date(nowMs).toISOString();
  const { rows } = await sql`
    insert into journal_cursors as c (reader, seq, updated_at)
    select ${name}::text, ${to}::bigint, ${now}::timestamptz
    where ${from}::bigint = 0 or exists (select 1 from journal_cursors where reader = ${name})
    on conflict (reader) do update set seq = excluded.seq, updated_at = excluded.updated_at where c.seq = ${from}
    returning reader`.execute(tx);
  if (rows.length === 1) return;
  throw new EvenhandError(
    "EH_JOURNAL_CURSOR_MOVED",
    `Reader ${name} is no longer at entry ${from}. Another process reads under the same name; read its cursor again.`,
  );
}

/**
 * Lets a reader do one batch. Of two processes with the same reader, the second waits for the first.
 *
 * @returns true where there is more to read at once
 */
export async function readOn(
  service: Pick<Service, "store" | "bell" | "clock">,
  reader: JournalReader,
): Promise<boolean> {
  return inTransaction(service, async (tx) => {
    // The row is made first, so that there is one to lock.
    const now = new Date(service.clock.now()).toISOString();
    await sql`
      insert into journal_cursors (reader, seq, updated_at) values (${reader.name}, 0, ${now}::timestamptz)
      on conflict (reader) do nothing`.execute(tx);
    const { rows } = await sql<{ seq: number }>`
      select seq from journal_cursors where reader = ${reader.name} for update`.execute(tx);
    const from = rows[0]?.seq ?? 0;
    const page = await readEntries(tx, { ...reader.filter, after: from, limit: reader.batch });
    if (page.entries.length > 0) await reader.apply(tx, page.entries);
    if (page.scannedTo > from) await advanceCursor(tx, reader.name, from, page.scannedTo, service.clock.now());
    return page.scannedTo < page.head;
  });
}

/**
 * Sets a reader back to the beginning, so that it builds its work anew.
 *
 * @param clear removes what it had built, in the same transaction
 */
export async function rebuildFromZero(tx: Tx, name: string, clear: (tx: Tx) => Promise<void>): Promise<void> {
  await sql`select seq from journal_cursors where reader = ${name} for update`.execute(tx);
  await clear(tx);
  await sql`delete from journal_cursors where reader = ${name}`.execute(tx);
}
