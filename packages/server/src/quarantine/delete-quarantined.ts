import { sql } from "kysely";
import type { Job } from "../jobs/job.js";
import { entry, reserve, SYSTEM, writeEntries } from "../journal/append.js";
import { inTransaction, type Service } from "../service/service.js";

const EVERY_MS = 60_000;
const AT_ONCE = 100;

/** Deletes the content of removed items once the time to appeal has passed, and what is sealed of their events with it. */
export function deleteQuarantinedJob(service: Service): Job {
  return {
    name: "delete-quarantined",
    everyMs: EVERY_MS,
    run: async () => (await deleteQuarantined(service)) === AT_ONCE,
  };
}

/** @returns how many items' content was deleted, 100 at most */
export function deleteQuarantined(service: Service): Promise<number> {
  const nowMs = service.clock.now();
  return inTransaction(service, async (tx) => {
    const { rows } = await sql<{ item_id: string; version: string; account_id: string | null }>`
      select q.item_id, q.version, i.account_id from quarantine q left join items i on i.id = q.item_id
      where q.delete_after <= ${new Date(nowMs).toISOString()}::timestamptz
      order by q.delete_after limit ${AT_ONCE} for update of q skip locked`.execute(tx);
    if (rows.length === 0) return 0;
    const reserved = await reserve(tx, rows.length, nowMs);
    const items = rows.map((row) => row.item_id);
    await sql`delete from quarantine where (item_id, version) in
      (select * from unnest(${items}::text[], ${rows.map((row) => row.version)}::text[]))`.execute(tx);
    // Other versions of the item may still wait; their events stay sealed until the last of them goes.
    await sql`update events set sealed = null where item_id = any(${items}::text[]) and sealed is not null
      and not exists (select 1 from quarantine q where q.item_id = events.item_id)`.execute(tx);
    await writeEntries(
      tx,
      reserved,
      rows.map(({ item_id: item, version, account_id: account }) =>
        entry({
          act: "quarantine.deleted",
          actor: SYSTEM,
          subject: { kind: "item", id: item },
          account,
          data: { item, version },
        }),
      ),
    );
    return rows.length;
  });
}
