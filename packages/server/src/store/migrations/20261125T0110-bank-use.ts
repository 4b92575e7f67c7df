import { type Kysely, sql } from "kysely";

/** What banks find: hits by entry and day, and scans of stored content for a new entry. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table bank_hits (
      bank text not null,
      -- Of a live entry its id; of an entry of the policy what evidence calls it.
      entry text not null,
      day date not null,
      hits integer not null default 0 check (hits >= 0),
      -- Hits of decisions whose measure was voided since; by the day of the hit.
      overturned integer not null default 0 check (overturned >= 0),
      primary key (bank, entry, day)
    )`.execute(db);
  await sql`
    create table bank_scans (
      id uuid primary key,
      bank text not null,
      -- Ids of the live entries that are looked for.
      entries json not null,
      since timestamptz not null,
      clause text,
      -- Of samples: from which similarity on a text counts.
      similarity real,
      state text not null default 'running' check (state in ('running', 'done', 'failed', 'opened')),
      -- The event down to which, from the newest, everything has been looked at.
      position uuid,
      scanned integer not null default 0,
      matched integer not null default 0,
      -- Items by entry.
      counts json not null default '{}',
      -- Ids of matched items with what was found; texts are not copied.
      findings json not null default '[]',
      -- What became of them once cases were opened.
      cases json,
      error text,
      requested_at timestamptz not null,
      requested_by_role text not null,
      requested_by text,
      finished_at timestamptz,
      journal_seq bigint not null,
      check ((state = 'running') = (finished_at is null)),
      check ((state = 'opened') = (cases is not null))
    )`.execute(db);
  await sql`create index bank_scans_bank on bank_scans (bank, id)`.execute(db);
  // What is still to be done.
  await sql`create index bank_scans_running on bank_scans (id) where state = 'running'`.execute(db);
}
