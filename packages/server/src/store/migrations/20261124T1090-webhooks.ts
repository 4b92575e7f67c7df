import { type Kysely, sql } from "kysely";

/** Webhook endpoints and the messages made for them from the journal. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table webhook_endpoints (
      id uuid primary key,
      url text not null,
      description text not null,
      acts text[] not null check (cardinality(acts) > 0),
      state text not null default 'active' check (state in ('active', 'disabled')),
      disabled_reason text,
      secrets json not null,
      allow_private boolean not null default false,
      created_at timestamptz not null,
      cursor bigint not null check (cursor >= 0)
    )`.execute(db);
  await sql`
    create table webhook_messages (
      id text primary key,
      endpoint_id uuid not null references webhook_endpoints on delete cascade,
      journal_seq bigint not null,
      act text not null,
      subject text not null,
      state text not null default 'pending' check (state in ('pending', 'delivered', 'dead')),
      attempts integer not null default 0,
      next_attempt_at timestamptz not null,
      leased_until timestamptz,
      last_status integer,
      last_error text,
      created_at timestamptz not null,
      delivered_at timestamptz,
      unique (endpoint_id, journal_seq)
    )`.execute(db);
  // What to send next; a subject's messages wait for the one before.
  await sql`create index webhook_messages_due on webhook_messages (next_attempt_at) where state = 'pending'`.execute(
    db,
  );
  await sql`
    create index webhook_messages_subject on webhook_messages (endpoint_id, subject, journal_seq)
    where state = 'pending'`.execute(db);
  await sql`create index webhook_messages_dead on webhook_messages (endpoint_id, journal_seq) where state = 'dead'`.execute(
    db,
  );
}
