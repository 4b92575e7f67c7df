import { sql } from "kysely";
import type { Reader } from "../store/transaction.js";
import { readLog } from "./decode-log.js";
import { logPages } from "./log-pages.js";
import type { ServiceCounters } from "./service-counters.js";

/** Rows and entries of one page: some megabytes at most. */
const PAGE = { rows: 10_000, entries: 100_000 };

export interface LoadProgress {
  /** Times in the log that may still count. */
  readonly of: number;
  /** Times read so far. */
  readonly entries: number;
  readonly rows: number;
}

export interface LoadResult extends LoadProgress {
  /** Definitions that were still being computed when the log ends, with the newest event that is in. */
  readonly open: ReadonlyMap<string, string>;
}

export interface LoadOptions {
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
}

/**
 * Restores the counters from `counter_log`: what was committed, and nothing else. Rows in which everything has expired are
 * not read, and of the others not the counters that have, or that the policy does not have.
 *
 * @param counters new ones, before the first batch
 * @throws EvenhandError EH_COUNTER_LOG_CORRUPT
 */
export async function loadCounters(
  db: Reader,
  counters: ServiceCounters,
  { onProgress }: LoadOptions = {},
): Promise<LoadResult> {
  const { memory, keepMs } = counters.log;
  const newest = await newestTime(db);
  const open = new Map<string, string>();
  if (newest === undefined) return { of: 0, entries: 0, rows: 0, open };
  memory.advanceTo(newest);
  const afterMs = newest - keepMs;
  const of = await entriesAfter(db, afterMs);
  let [entries, rows] = [0, 0];
  for await (const page of logPages(db, afterMs, PAGE)) {
    for (const row of page) {
      restoreRow(counters, row, newest, open);
      entries += row.entries;
      rows += 1;
    }
    onProgress?.({ of, entries, rows });
  }
  return { of, entries, rows, open };
}

/**
 * Restores one row; rows come in the order of their ids.
 *
 * @param newest the newest event time in the log
 * @param open updated: see {@link LoadResult}
 */
export function restoreRow(
  { log }: ServiceCounters,
  { id, payload }: { readonly id: string; readonly payload: Buffer },
  newest: number,
  open: Map<string, string>,
): void {
  readLog(payload, id, (head) => {
    const position = log.positions.get(head.definition);
    if (position === undefined) return undefined;
    if (head.reset) log.memory.clear(position);
    if (head.open === undefined) open.delete(head.definition);
    else open.set(head.definition, head.open);
    if (head.newest <= newest - log.head(position).keepMs) return undefined;
    return ({ key, times, values }) => log.memory.restore(position, key, times, values);
  });
}

/** The newest event time in the log, milliseconds since the epoch; undefined where it is empty. */
export async function newestTime(db: Reader): Promise<number | undefined> {
  const { rows } = await sql<{ newest: Date | null }>`select max(newest) as newest from counter_log`.execute(db);
  return rows[0]?.newest?.getTime();
}

async function entriesAfter(db: Reader, afterMs: number): Promise<number> {
  const { rows } = await sql<{ entries: number | string | null }>`
    select sum(entries) as entries from counter_log where newest > ${new Date(afterMs)}`.execute(db);
  return Number(rows[0]?.entries ?? 0);
}
