/**
 * Months of the tables that grow. Events and decisions are cut by their ids, which begin with the time (UUIDv7); the
 * journal by the time of its entries. A month can be dropped whole when its retention has passed.
 */
import { type Kysely, sql } from "kysely";
import type { Database } from "./database.js";

export const PARTITIONED = ["events", "decisions", "journal"] as const;
export type PartitionedTable = (typeof PARTITIONED)[number];

/** First millisecond of the month that lies `months` after the one of `timeMs`, in UTC. */
export function monthStart(timeMs: number, months = 0): number {
  const date = new Date(timeMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
}

/** The smallest UUIDv7-like value of a millisecond: every id made then or later is greater. */
export function uuidFloor(timeMs: number): string {
  const hex = timeMs.toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** `journal_2026_11`. */
export function partitionName(table: PartitionedTable, startMs: number): string {
  return `${table}_${new Date(startMs).toISOString().slice(0, 7).replace("-", "_")}`;
}

/**
 * Makes the partitions from the month before `nowMs` to two months after it, where they are missing.
 *
 * @returns the names of those that were made
 */
export async function ensurePartitions(db: Kysely<Database>, nowMs: number): Promise<readonly string[]> {
  const made: string[] = [];
  const existing = new Set((await listPartitions(db)).map((partition) => partition.name));
  for (const table of PARTITIONED) {
    for (let month = -1; month <= 2; month++) {
      const name = partitionName(table, monthStart(nowMs, month));
      if (existing.has(name)) continue;
      await createPartition(db, table, monthStart(nowMs, month));
      made.push(name);
    }
  }
  return made;
}

/** Makes the partition of the month that begins at `startMs`, where it is missing. */
export async function createPartition(db: Kysely<Database>, table: PartitionedTable, startMs: number): Promise<void> {
  const name = partitionName(table, startMs);
  const [from, to] = [startMs, monthStart(startMs, 1)].map((ms) =>
    table === "journal" ? new Date(ms).toISOString() : uuidFloor(ms),
  ) as [string, string];
  await db.transaction().execute(async (tx) => {
    await sql`create table if not exists ${sql.id(name)} partition of ${sql.id(table)}
      for values from (${sql.lit(from)}) to (${sql.lit(to)})`.execute(tx);
    // Statement triggers of the parent do not fire for rows written straight into a partition.
    if (table === "decisions") {
      await sql`create or replace trigger decisions_policy_known after insert on ${sql.id(name)}
        referencing new table as written_rows for each statement execute function decisions_policy_known()`.execute(tx);
    }
    if (table !== "journal") return;
    await sql`create or replace trigger journal_check_written after insert on ${sql.id(name)}
      referencing new table as written_rows for each statement execute function journal_check_written()`.execute(tx);
    await sql`create or replace trigger journal_refuse_truncate before truncate on ${sql.id(name)}
      for each statement execute function refuse_truncate()`.execute(tx);
  });
}

export interface Partition {
  readonly table: PartitionedTable;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** The partitions there are, oldest first. */
export async function listPartitions(db: Kysely<Database>): Promise<readonly Partition[]> {
  const { rows } = await sql<{ parent: string; name: string }>`
    select parent.relname as parent, child.relname as name
    from pg_inherits join pg_class parent on parent.oid = inhparent join pg_class child on child.oid = inhrelid
    where parent.relname in (${sql.join(PARTITIONED)}) and parent.relkind = 'p'
    order by child.relname`.execute(db);
  return rows.map(({ parent, name }) => {
    const [year, month] = name.slice(-7).split("_").map(Number) as [number, number];
    const startMs = Date.UTC(year, month - 1, 1);
    return { table: parent as PartitionedTable, name, startMs, endMs: monthStart(startMs, 1) };
  });
}
