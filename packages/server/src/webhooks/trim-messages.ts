import { sql } from "kysely";
import type { Service } from "../service/service.js";

/** Rows of one statement, so that no lock and no transaction lasts long. */
const BATCH = 5000;

/**
 * Deletes messages that were delivered or given up before a time. The journal still has what they told.
 *
 * @param beforeMs milliseconds since the epoch
 * @returns how many
 */
export async function trimMessages(service: Service, beforeMs: number, signal?: AbortSignal): Promise<number> {
  const before = new Date(beforeMs).toISOString();
  let total = 0;
  for (;;) {
    signal?.throwIfAborted();
    const { numAffectedRows } = await sql`
      delete from webhook_messages where id in (
        select id from webhook_messages
        where state <> 'pending' and coalesce(delivered_at, next_attempt_at) < ${before}::timestamptz limit ${BATCH})`.execute(
      service.store.db,
    );
    const deleted = Number(numAffectedRows ?? 0n);
    total += deleted;
    if (deleted < BATCH) return total;
  }
}
