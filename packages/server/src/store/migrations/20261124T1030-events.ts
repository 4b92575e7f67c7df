import { type Kysely, sql } from "kysely";

/** Events and their decisions, a partition a month; one row for each (source, id) guards against deciding twice. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table event_keys (
      source text not null,
      event_id text not null,
      body_hash bytea not null,
      id uuid not null,
      primary key (source, event_id)
    )`.execute(db);
  // Retention forgets keys by age; ids begin with the time, so a block range index is enough.
  await sql`create index event_keys_id on event_keys using brin (id)`.execute(db);
  await sql`
    create table events (
      id uuid primary key,
      source text not null,
      event_id text not null,
      type text not null,
      time timestamptz not null,
      received_at timestamptz not null,
      account_id text,
      item_id text,
      body text,
      sealed bytea,
      cause text,
      check (body is null or sealed is null)
    ) partition by range (id)`.execute(db);
  // History of an account and of an item, newest first; erasure and sealing look for the same.
  await sql`create index events_account on events (account_id, id) where account_id is not null`.execute(db);
  await sql`create index events_item on events (item_id, id) where item_id is not null`.execute(db);
  await sql`
    create table decisions (
      id uuid primary key,
      outcome text not null check (outcome in ('allow', 'act', 'hold', 'review')),
      policy_version text not null,
      facts text,
      decision text,
      journal_seq bigint not null,
      check ((facts is null) = (decision is null))
    ) partition by range (id)`.execute(db);
  await sql`
    create function events_only_sealed() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then raise exception 'EH_STORE_IMMUTABLE: events are not deleted'; end if;
      if (new.id, new.source, new.event_id, new.type, new.time, new.received_at, new.cause)
           is distinct from (old.id, old.source, old.event_id, old.type, old.time, old.received_at, old.cause)
        or (new.account_id is not null and new.account_id is distinct from old.account_id)
        or (new.item_id is not null and new.item_id is distinct from old.item_id)
        or (new.body is not null and old.sealed is null and new.body is distinct from old.body) then
        raise exception 'EH_STORE_IMMUTABLE: event % cannot be changed, only sealed, unsealed or erased', old.id;
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger events_only_sealed before update or delete on events
    for each row execute function events_only_sealed()`.execute(db);
  // A foreign key would look up the version for each row; one look a statement is enough, since versions are never deleted.
  await sql`
    create function decisions_policy_known() returns trigger language plpgsql as $$
    begin
      if exists (
        select 1 from (select distinct policy_version from written_rows) w
        where not exists (select 1 from policies p where p.version = w.policy_version)) then
        raise exception 'EH_DECISION_POLICY: a decision names a policy version that is not stored';
      end if;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger decisions_policy_known after insert on decisions
    referencing new table as written_rows for each statement execute function decisions_policy_known()`.execute(db);
  await sql`
    create function decisions_only_erased() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then raise exception 'EH_STORE_IMMUTABLE: decisions are not deleted'; end if;
      if new.facts is not null or (new.id, new.outcome, new.policy_version, new.journal_seq)
           is distinct from (old.id, old.outcome, old.policy_version, old.journal_seq) then
        raise exception 'EH_STORE_IMMUTABLE: decision % cannot be changed', old.id;
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger decisions_only_erased before update or delete on decisions
    for each row execute function decisions_only_erased()`.execute(db);
}
