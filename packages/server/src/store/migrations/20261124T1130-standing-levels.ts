import { type Kysely, sql } from "kysely";

/** By which levels the stored standings were folded: where a policy brings others, all of them are folded anew. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table standing_levels (
      singleton boolean primary key default true check (singleton),
      levels text not null
    )`.execute(db);
}
