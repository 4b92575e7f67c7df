import { type Kysely, sql } from "kysely";

/** How an endpoint does: what deliveries are paused and ended by. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table webhook_endpoints
      add column failures integer not null default 0 check (failures >= 0),
      add column failing_since timestamptz,
      add column paused_until timestamptz`.execute(db);
  // What is due is asked for each endpoint, so that one with a long backlog does not hide the others.
  await sql`
    create index webhook_messages_endpoint_due on webhook_messages (endpoint_id, next_attempt_at, journal_seq)
    where state = 'pending'`.execute(db);
  await sql`drop index webhook_messages_due`.execute(db);
  // A subject's key is the endpoint's own, so that looking for an earlier message has this index to choose and no other:
  // before statistics are gathered, the planner would take one that reads the whole backlog.
  await sql`drop index webhook_messages_subject`.execute(db);
  await sql`
    create index webhook_messages_subject on webhook_messages (subject, journal_seq) where state = 'pending'`.execute(
    db,
  );
}
