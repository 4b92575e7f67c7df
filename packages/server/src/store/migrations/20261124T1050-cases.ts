import { type Kysely, sql } from "kysely";

/** Cases waiting for a person, and which decisions they gather. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table cases (
      id uuid primary key,
      subject_kind text not null check (subject_kind in ('item', 'account', 'event')),
      subject_id text not null,
      account_id text,
      item_version text,
      queue text not null,
      state text not null default 'open' check (state in ('open', 'closed')),
      opened_for text not null,
      opened_at timestamptz not null,
      journal_seq bigint not null,
      closed_at timestamptz,
      revision integer not null default 1,
      check ((state = 'closed') = (closed_at is not null))
    )`.execute(db);
  // Everything about one subject gathers in one open case.
  await sql`create unique index cases_open on cases (subject_kind, subject_id) where state = 'open'`.execute(db);
  await sql`create index cases_queue on cases (queue, opened_at) where state = 'open'`.execute(db);
  await sql`
    create table case_decisions (
      case_id uuid not null references cases,
      decision_id uuid not null,
      clause text not null,
      primary key (case_id, decision_id, clause)
    )`.execute(db);
}
