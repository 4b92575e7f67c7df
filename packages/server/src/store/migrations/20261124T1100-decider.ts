import { type Kysely, sql } from "kysely";

/** Which process decides: a number that grows with each start, so that one that was superseded cannot commit any more. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table decider (
      singleton boolean primary key default true check (singleton),
      epoch bigint not null,
      since timestamptz not null
    )`.execute(db);
  await sql`insert into decider (epoch, since) values (0, now())`.execute(db);
}
