import { type Kysely, sql } from "kysely";

/** What each transaction of events added to the counters. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table counter_log (
      id uuid primary key,
      newest timestamptz not null,
      entries integer not null,
      payload bytea not null
    )`.execute(db);
  await sql`create index counter_log_newest on counter_log (newest)`.execute(db);
}
