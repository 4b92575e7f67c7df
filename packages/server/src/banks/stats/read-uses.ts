import type { EntryUse } from "@evenhand/policy";
import { sql } from "kysely";
import { readCursor } from "../../journal/cursors.js";
import { readHead } from "../../journal/read-entries.js";
import type { Reader } from "../../store/transaction.js";
import { BANK_HITS_READER } from "./count-hits.js";

/** How a bank's entries were used since a day. */
export interface BankUses {
  /** By key, also of entries that have left. */
  readonly byEntry: ReadonlyMap<string, EntryUse>;
  readonly hits: number;
  readonly overturned: number;
  /** Decisions up to this journal entry are counted, of all up to `head`. */
  readonly counted: { readonly upTo: number; readonly head: number };
}

/** Uses of a bank from the day (UTC) of a time on. */
export async function readUses(db: Reader, bank: string, sinceMs: number): Promise<BankUses> {
  const { rows } = await sql<{ entry: string; hits: string; overturned: string }>`
    select entry, sum(hits)::text as hits, sum(overturned)::text as overturned from bank_hits
    where bank = ${bank} and day >= ${new Date(sinceMs).toISOString().slice(0, 10)}::date group by entry`.execute(db);
  const byEntry = new Map<string, EntryUse>();
  let [hits, overturned] = [0, 0];
  for (const row of rows) {
    const use = { hits: Number(row.hits), overturned: Number(row.overturned) };
    byEntry.set(row.entry, use);
    hits += use.hits;
    overturned += use.overturned;
  }
  const upTo = await readCursor(db, BANK_HITS_READER.name);
  return { byEntry, hits, overturned, counted: { upTo, head: await readHead(db) } };
}
