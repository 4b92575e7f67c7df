import { type Kysely, sql } from "kysely";

/** By which master secret this database was written: a mark that says nothing of the secret itself. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table secret_mark (
      singleton boolean primary key default true check (singleton),
      mark text not null
    )`.execute(db);
}
