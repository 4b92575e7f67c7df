import { sql } from "kysely";
import type { Reader } from "../store/transaction.js";

/** A row as it is read back. */
export interface StoredRow {
  readonly id: string;
  readonly newest: Date;
  readonly entries: number;
  readonly payload: Buffer;
}

/** Bounds of one page: its rows, and about how many entries they hold; a single row may hold more. */
export interface PageBounds {
  readonly rows: number;
  readonly entries: number;
}

const ZERO_ID = "00000000-0000-0000-0000-000000000000";

/**
 * Reads the rows with an entry after `afterMs`, in the order of their ids, a page at a time. While one page is worked on, the
 * next is being fetched; a caller that stops early waits for it.
 */
export async function* logPages(db: Reader, afterMs: number, bounds: PageBounds): AsyncGenerator<readonly StoredRow[]> {
  let next = fetchPage(db, ZERO_ID, afterMs, bounds);
  try {
    for (;;) {
      const page = await next;
      const last = page.at(-1);
      if (last === undefined) return;
      next = fetchPage(db, last.id, afterMs, bounds);
      // Its error is seen when it is awaited.
      next.catch(() => undefined);
      yield page;
    }
  } finally {
    await next.catch(() => undefined);
  }
}

async function fetchPage(
  db: Reader,
  after: string,
  afterMs: number,
  { rows, entries }: PageBounds,
): Promise<readonly StoredRow[]> {
  const result = await sql<StoredRow>`
    select id, newest, entries, payload from (
      select id, newest, entries, payload, sum(entries) over (order by id) - entries as before
      from counter_log where id > ${after}::uuid and newest > ${new Date(afterMs)}
      order by id limit ${rows}) page
    where before < ${entries} order by id`.execute(db);
  return result.rows;
}
