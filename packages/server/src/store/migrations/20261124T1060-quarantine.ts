import { type Kysely, sql } from "kysely";

/** The content of removed items, encrypted until the appeal window closes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table quarantine (
      item_id text not null,
      version text not null,
      measure_id uuid not null references measures,
      sealed bytea not null,
      key_id text not null,
      sealed_at timestamptz not null,
      delete_after timestamptz not null,
      primary key (item_id, version)
    )`.execute(db);
  await sql`create index quarantine_due on quarantine (delete_after)`.execute(db);
}
