import { setImmediate as turn } from "node:timers/promises";
import { sql } from "kysely";
import type { Job } from "../jobs/job.js";
import type { Service } from "../service/service.js";
import { uuidFloor } from "../store/partitions.js";
import { decodeLog } from "./decode-log.js";
import { newestTime } from "./load-counters.js";
import { mergeLog } from "./merge-log.js";
import { planMerges, type RowSize } from "./plan-merges.js";
import { logRow, type ServiceCounters } from "./service-counters.js";

const MINUTE = 60_000;
/** Rows younger than this are left alone: a transaction with an older id may still be on its way. */
const SETTLED_MS = 30_000;
/** Rows looked at in one run, and expired ones deleted. */
const ROWS_PER_RUN = 5_000;
/** Rows at the end of what was found merged already that are looked at again with what comes after them. */
const LOOK_BACK = 64;
/** Merges of one run. */
const MERGES_PER_RUN = 50;

/**
 * Keeps the counter log small: deletes rows in which everything has expired, and merges runs of small rows into large ones.
 *
 * Each merge is one transaction, and the new row has the last one's id, so order and content of the log stay the same
 * at every moment, for a process that is killed and for one that appends meanwhile.
 *
 * @param counters those that decide now; undefined before there is a policy
 */
export function compactCounterLog(
  service: Pick<Service, "store" | "clock">,
  counters: () => ServiceCounters | undefined,
): Job {
  const { db } = service.store;
  // Before this row there was nothing to merge, so there never will be.
  let after = uuidFloor(0);
  return {
    name: "compact-counter-log",
    everyMs: MINUTE,
    async run(signal) {
      const keepMs = counters()?.log.keepMs;
      const newest = await newestTime(db);
      if (keepMs === undefined || newest === undefined) return false;
      const deleted = await sql`
        delete from counter_log where id in (
          select id from counter_log where newest <= ${new Date(newest - keepMs)} order by id limit ${ROWS_PER_RUN})`.execute(
        db,
      );
      const allDeleted = Number(deleted.numAffectedRows ?? 0) < ROWS_PER_RUN;
      const { rows } = await sql<RowSize>`
        select id, entries from counter_log
        where id > ${after}::uuid and id < ${uuidFloor(service.clock.now() - SETTLED_MS)}::uuid
        order by id limit ${ROWS_PER_RUN}`.execute(db);
      const merges = planMerges(rows);
      if (merges.length === 0) {
        after = rows.at(-LOOK_BACK)?.id ?? after;
        return !allDeleted || rows.length === ROWS_PER_RUN;
      }
      for (const ids of merges.slice(0, MERGES_PER_RUN)) {
        if (signal.aborted) return false;
        await mergeRows(service, ids, newest);
        await turn();
      }
      return true;
    },
  };
}

async function mergeRows({ store }: Pick<Service, "store">, ids: readonly string[], newest: number): Promise<void> {
  await store.db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: string; newest: Date; payload: Buffer }>`
      delete from counter_log where id = any(${ids}::uuid[]) returning id, newest, payload`.execute(tx);
    // Another process compacts too: its rows hold what these held.
    if (rows.length !== ids.length)
      throw new TypeError(`${ids.length} rows of counter_log planned, ${rows.length} found`);
    rows.sort((a, b) => (a.id < b.id ? -1 : 1));
    const sections = mergeLog(
      rows.map(({ id, payload }) => decodeLog(payload, id)),
      newest,
    );
    const row = logRow(sections, { newest: Math.max(...rows.map((one) => one.newest.getTime())), deflate: true });
    await tx
      .insertInto("counter_log")
      .values({ id: ids.at(-1) as string, ...row })
      .execute();
  });
}
