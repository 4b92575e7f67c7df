import { type Kysely, sql } from "kysely";

/** Our mirror of the platform's accounts and items. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table accounts (
      id text primary key,
      handle text,
      display_name text,
      kind text not null,
      locale text,
      country text,
      age_band text,
      verified boolean,
      created_at timestamptz,
      profile json,
      first_seen_at timestamptz not null,
      seen_at timestamptz not null,
      deleted_at timestamptz,
      erased_at timestamptz,
      check (erased_at is null or (handle is null and display_name is null and profile is null))
    )`.execute(db);
  await sql`
    create table items (
      id text primary key,
      account_id text,
      kind text not null,
      surface text not null,
      parent_id text,
      group_id text,
      created_at timestamptz not null,
      version text not null check (version ~ '^[0-9a-f]{64}$'),
      content_event uuid not null,
      seen_at timestamptz not null,
      reach bigint not null default 0 check (reach >= 0),
      reach_checkpoint bigint not null default 0,
      deleted_at timestamptz
    )`.execute(db);
  // An account's page lists its items.
  await sql`create index items_account on items (account_id, created_at) where account_id is not null`.execute(db);
  await sql`
    create table item_versions (
      item_id text not null,
      version text not null,
      event_id uuid not null,
      seen_at timestamptz not null,
      primary key (item_id, version)
    )`.execute(db);
}
