import { sql } from "kysely";
import { append, entry, SYSTEM } from "../journal/append.js";
import { inTransaction, type Service } from "../service/service.js";
import { ensurePartitions, listPartitions, type Partition, uuidFloor } from "../store/partitions.js";
import type { Job } from "./job.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Makes the months to come, and lets go of those whose retention has passed. */
export function keepPartitionsJob(service: Service): Job {
  return {
    name: "keep-partitions",
    everyMs: HOUR_MS,
    run: async () => {
      await ensurePartitions(service.store.db, service.clock.now());
      await applyRetention(service);
      return false;
    },
  };
}

/**
 * Drops whole months that ended longer ago than their kind is kept. Events and decisions are never dropped before the appeal
 * window of a statement about them has closed: configuration refuses a shorter retention.
 *
 * @returns the names of the partitions that were dropped
 */
export async function applyRetention(service: Service): Promise<readonly string[]> {
  const { eventsDays, journalDays } = service.config.retention;
  const nowMs = service.clock.now();
  const dropped: string[] = [];
  for (const partition of await listPartitions(service.store.db)) {
    const days = partition.table === "journal" ? journalDays : eventsDays;
    if (days === 0 || partition.endMs > nowMs - days * DAY_MS) continue;
    await drop(service, partition, nowMs);
    dropped.push(partition.name);
  }
  return dropped;
}

async function drop(service: Service, { table, name, endMs }: Partition, nowMs: number): Promise<void> {
  const before = new Date(endMs).toISOString();
  await inTransaction(service, async (tx) => {
    if (table === "events") await sql`delete from event_keys where id < ${uuidFloor(endMs)}::uuid`.execute(tx);
    await sql`drop table ${sql.id(name)}`.execute(tx);
    await append(tx, nowMs, [
      entry({
        act: "retention.applied",
        actor: SYSTEM,
        subject: { kind: "table", id: table },
        account: null,
        data: { table, before, what: "dropped" },
      }),
    ]);
  });
  service.log.info({ table, before }, "a month was dropped after its retention");
}
