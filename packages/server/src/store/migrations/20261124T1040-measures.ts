import { type Kysely, sql } from "kysely";

/** Measures, statements of reasons and strikes: none without a clause of the policy in force, a statement and a journal entry. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table measures (
      id uuid primary key,
      kind text not null check (kind in ('label', 'warn', 'age_gate', 'limit_reach', 'demonetise', 'lock', 'hold',
        'restrict_feature', 'remove', 'suspend', 'terminate')),
      target_kind text not null check (target_kind in ('item', 'account')),
      target_id text not null,
      account_id text,
      item_id text,
      scope text,
      clause text not null,
      policy_version text not null,
      decision_id uuid,
      detector text,
      imposed_by_role text not null check (imposed_by_role in ('automation', 'staff', 'platform', 'operator')),
      imposed_by text,
      applied_at timestamptz not null,
      until timestamptz,
      statement_id uuid not null unique,
      journal_seq bigint not null,
      ended_at timestamptz,
      ended_how text check (ended_how in ('expired', 'lifted', 'voided')),
      ended_by_role text,
      ended_by text,
      ended_reason text,
      end_journal_seq bigint,
      voided_at timestamptz,
      void_journal_seq bigint,
      foreign key (policy_version, clause) references policy_clauses (policy_version, clause),
      check ((target_kind = 'account') = (kind in ('warn', 'restrict_feature', 'suspend', 'terminate'))),
      check ((ended_at is null) = (ended_how is null) and (ended_at is null) = (end_journal_seq is null)),
      check (ended_how is distinct from 'expired' or (ended_by_role = 'system' and ended_by is null and until is not null)),
      check ((voided_at is null) = (void_journal_seq is null)),
      check (ended_how is distinct from 'voided' or voided_at is not null),
      check (imposed_by_role = 'automation' or imposed_by is not null),
      check (kind <> 'restrict_feature' or scope is not null)
    )`.execute(db);
  // One event never brings two measures of one kind for one clause.
  await sql`
    create unique index measures_once on measures (decision_id, clause, kind) where decision_id is not null`.execute(
    db,
  );
  // The effective state of a target: its active measures.
  await sql`create index measures_active on measures (target_kind, target_id) where ended_at is null`.execute(db);
  // What expires next.
  await sql`create index measures_due on measures (until) where ended_at is null and until is not null`.execute(db);
  await sql`create index measures_account on measures (account_id, applied_at) where account_id is not null`.execute(
    db,
  );
  await sql`create index measures_item on measures (item_id, applied_at) where item_id is not null`.execute(db);
  await sql`
    create table statements (
      id uuid primary key,
      measure_id uuid not null unique references measures deferrable initially deferred,
      account_id text,
      item_id text,
      decision_id uuid,
      clause text not null,
      policy_version text not null,
      language text not null,
      content json,
      issued_at timestamptz not null,
      appeal_until timestamptz not null check (appeal_until > issued_at),
      journal_seq bigint not null,
      foreign key (policy_version, clause) references policy_clauses (policy_version, clause)
    )`.execute(db);
  await sql`create index statements_account on statements (account_id, issued_at) where account_id is not null`.execute(
    db,
  );
  await sql`
    alter table measures add foreign key (statement_id) references statements deferrable initially deferred`.execute(
    db,
  );
  await sql`
    create table strikes (
      id uuid primary key,
      account_id text not null,
      clause text not null,
      policy_version text not null,
      count integer not null check (count > 0),
      given_at timestamptz not null,
      expires_at timestamptz not null check (expires_at > given_at),
      measure_id uuid not null references measures,
      decision_id uuid,
      journal_seq bigint not null,
      voided_at timestamptz,
      void_journal_seq bigint,
      foreign key (policy_version, clause) references policy_clauses (policy_version, clause),
      check ((voided_at is null) = (void_journal_seq is null))
    )`.execute(db);
  // One event gives the strikes of one clause once.
  await sql`create unique index strikes_once on strikes (decision_id, clause) where decision_id is not null`.execute(
    db,
  );
  await sql`create index strikes_account on strikes (account_id, given_at)`.execute(db);
  await sql`create index strikes_measure on strikes (measure_id)`.execute(db);
  await sql`
    create table standings (
      account_id text primary key,
      level text not null,
      strikes integer not null check (strikes >= 0),
      as_of timestamptz not null,
      changes_at timestamptz
    )`.execute(db);
  await sql`create index standings_due on standings (changes_at) where changes_at is not null`.execute(db);
  await sql`
    create function measures_guard() returns trigger language plpgsql as $$
    begin
      if current_setting('evenhand.importing', true) = 'on' then return new; end if;
      if not exists (select 1 from policy_in_force where policy_version = new.policy_version) then
        raise exception 'EH_MEASURE_POLICY: policy % is not in force', new.policy_version;
      end if;
      if new.ended_at is not null or new.voided_at is not null then
        raise exception 'EH_MEASURE_POLICY: a measure begins active';
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger measures_guard before insert on measures for each row execute function measures_guard()`.execute(db);
  await sql`
    create function journaled(wanted_seq bigint, wanted_act text, field text, id text, since timestamptz) returns boolean
    language sql stable as $$
      select exists (
        select 1 from journal
        where seq = wanted_seq and at >= since and act = wanted_act
          and (payload is null or payload::json #>> array['data', field] = id))
        -- An import brings measures whose entries were past their retention already.
        or (current_setting('evenhand.importing', true) = 'on' and wanted_seq < (select min(seq) from journal))
    $$`.execute(db);
  await sql`
    create function measures_journaled() returns trigger language plpgsql as $$
    begin
      -- What has been checked once is not looked for again: the journal may be kept for less long than the measure.
      if tg_op = 'INSERT' and not journaled(new.journal_seq, 'measure.applied', 'measure', new.id::text, new.applied_at) then
        raise exception 'EH_MEASURE_UNJOURNALED: measure % has no journal entry', new.id;
      end if;
      if tg_op = 'INSERT' and not exists (select 1 from statements where id = new.statement_id and measure_id = new.id) then
        raise exception 'EH_MEASURE_STATEMENT: statement % is not the statement of measure %', new.statement_id, new.id;
      end if;
      if new.ended_at is not null and (tg_op = 'INSERT' or old.ended_at is null)
        and not journaled(new.end_journal_seq, 'measure.' || new.ended_how, 'measure', new.id::text, new.applied_at) then
        raise exception 'EH_MEASURE_UNJOURNALED: the end of measure % has no journal entry', new.id;
      end if;
      if new.voided_at is not null and (tg_op = 'INSERT' or old.voided_at is null)
        and not journaled(new.void_journal_seq, 'measure.voided', 'measure', new.id::text, new.applied_at) then
        raise exception 'EH_MEASURE_UNJOURNALED: voiding measure % has no journal entry', new.id;
      end if;
      return null;
    end $$`.execute(db);
  await sql`
    create constraint trigger measures_journaled after insert or update on measures
    deferrable initially deferred for each row execute function measures_journaled()`.execute(db);
  // A measure ends once and is voided once; what it was never changes. Erasure may take the person's ids.
  await sql`
    create function measures_only_end() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then raise exception 'EH_STORE_IMMUTABLE: measures are not deleted'; end if;
      if (new.id, new.kind, new.target_kind, new.target_id, new.item_id, new.scope, new.clause, new.policy_version, new.decision_id, new.detector,
          new.imposed_by_role, new.imposed_by, new.applied_at, new.until, new.statement_id, new.journal_seq)
         is distinct from
         (old.id, old.kind, old.target_kind, old.target_id, old.item_id, old.scope, old.clause, old.policy_version, old.decision_id, old.detector,
          old.imposed_by_role, old.imposed_by, old.applied_at, old.until, old.statement_id, old.journal_seq)
        or new.account_id is distinct from old.account_id
        or (old.ended_at is not null and (new.ended_at, new.ended_how, new.end_journal_seq)
             is distinct from (old.ended_at, old.ended_how, old.end_journal_seq))
        or (old.voided_at is not null and (new.voided_at, new.void_journal_seq)
             is distinct from (old.voided_at, old.void_journal_seq)) then
        raise exception 'EH_STORE_IMMUTABLE: measure % can end once and be voided once, nothing else', old.id;
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger measures_only_end before update or delete on measures
    for each row execute function measures_only_end()`.execute(db);
  await sql`
    create function statements_only_erased() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' or new.content is not null
        or (new.id, new.measure_id, new.account_id, new.item_id, new.decision_id, new.clause, new.policy_version, new.language, new.issued_at,
            new.appeal_until, new.journal_seq)
           is distinct from
           (old.id, old.measure_id, old.account_id, old.item_id, old.decision_id, old.clause, old.policy_version, old.language, old.issued_at,
            old.appeal_until, old.journal_seq) then
        raise exception 'EH_STORE_IMMUTABLE: statement % cannot be changed', old.id;
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger statements_only_erased before update or delete on statements
    for each row execute function statements_only_erased()`.execute(db);
  // A strike is voided by name; nothing is ever subtracted.
  await sql`
    create function strikes_only_voided() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then raise exception 'EH_STORE_IMMUTABLE: strikes are voided, not deleted'; end if;
      if old.voided_at is not null
        or (new.id, new.account_id, new.clause, new.policy_version, new.count, new.given_at, new.expires_at, new.measure_id, new.decision_id,
            new.journal_seq)
           is distinct from
           (old.id, old.account_id, old.clause, old.policy_version, old.count, old.given_at, old.expires_at, old.measure_id, old.decision_id,
            old.journal_seq) then
        raise exception 'EH_STORE_IMMUTABLE: strike % can be voided once, nothing else', old.id;
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger strikes_only_voided before update or delete on strikes
    for each row execute function strikes_only_voided()`.execute(db);
  await sql`
    create function strikes_journaled() returns trigger language plpgsql as $$
    begin
      if tg_op = 'INSERT' and not journaled(new.journal_seq, 'strike.given', 'strike', new.id::text, '-infinity') then
        raise exception 'EH_MEASURE_UNJOURNALED: strike % has no journal entry', new.id;
      end if;
      if new.voided_at is not null and (tg_op = 'INSERT' or old.voided_at is null)
        and not journaled(new.void_journal_seq, 'strike.voided', 'strike', new.id::text, '-infinity') then
        raise exception 'EH_MEASURE_UNJOURNALED: voiding strike % has no journal entry', new.id;
      end if;
      return null;
    end $$`.execute(db);
  await sql`
    create constraint trigger strikes_journaled after insert or update on strikes
    deferrable initially deferred for each row execute function strikes_journaled()`.execute(db);
}
