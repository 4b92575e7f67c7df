import { type Kysely, sql } from "kysely";

/** The journal and its head: a sequence without gaps that nothing rewrites. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table journal_head (
      singleton boolean primary key default true check (singleton),
      seq bigint not null check (seq >= 0),
      written bigint not null check (written <= seq),
      at timestamptz not null
    )`.execute(db);
  await sql`insert into journal_head (seq, written, at) values (0, 0, '2020-01-01T00:00:00Z')`.execute(db);
  await sql`
    create table journal (
      seq bigint not null check (seq > 0),
      at timestamptz not null,
      act text not null check (act ~ '^[a-z_]+(\\.[a-z_]+)+$'),
      actor_role text not null check (actor_role in ('automation', 'system', 'staff', 'platform', 'operator')),
      actor_id text,
      subject_kind text not null,
      subject_id text,
      account_id text,
      payload text,
      salt bytea,
      commitment bytea not null check (octet_length(commitment) = 32),
      check ((payload is null) = (salt is null)),
      primary key (seq, at)
    ) partition by range (at)`.execute(db);
  // History of one subject, and erasure of one person.
  await sql`create index journal_subject on journal (subject_kind, subject_id, seq)`.execute(db);
  await sql`create index journal_account on journal (account_id, seq) where account_id is not null`.execute(db);
  // Whoever reserves numbers has to write exactly these: checked when rows are written, and again at commit.
  await sql`
    create function journal_check_written() returns trigger language plpgsql as $$
    declare
      n bigint; low bigint; high bigint; earliest timestamptz; head journal_head;
    begin
      if current_setting('evenhand.importing', true) = 'on' then return null; end if;
      select count(*), min(seq), max(seq), min(at) into n, low, high, earliest from written_rows;
      if n = 0 then return null; end if;
      select * into head from journal_head;
      if low <> head.written + 1 or high - low + 1 <> n or high > head.seq then
        raise exception 'EH_JOURNAL_SEQUENCE: entries % to % (% rows) do not follow %', low, high, n, head.written;
      end if;
      update journal_head set written = high;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger journal_check_written after insert on journal
    referencing new table as written_rows for each statement execute function journal_check_written()`.execute(db);
  await sql`
    create function journal_head_complete() returns trigger language plpgsql as $$
    declare head journal_head;
    begin
      select * into head from journal_head;
      if head.seq <> head.written then
        raise exception 'EH_JOURNAL_SEQUENCE: numbers up to % are reserved, entries up to % are written', head.seq, head.written;
      end if;
      return null;
    end $$`.execute(db);
  await sql`
    create constraint trigger journal_head_complete after update on journal_head
    deferrable initially deferred for each row execute function journal_head_complete()`.execute(db);
  await sql`
    create function journal_head_forward() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' or new.seq < old.seq or new.written < old.written or new.at < old.at then
        raise exception 'EH_JOURNAL_SEQUENCE: the journal only grows';
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger journal_head_forward before update or delete on journal_head
    for each row execute function journal_head_forward()`.execute(db);
  // An entry's only change is that a person's data is erased: payload and salt go, the commitment stays.
  await sql`
    create function journal_only_erased() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then raise exception 'EH_JOURNAL_IMMUTABLE: journal entries are not deleted'; end if;
      if new.payload is not null or new.salt is not null
        or (new.seq, new.at, new.act, new.actor_role, new.commitment, new.subject_kind)
           is distinct from (old.seq, old.at, old.act, old.actor_role, old.commitment, old.subject_kind)
        or (new.subject_id is not null and new.subject_id is distinct from old.subject_id)
        or (new.account_id is not null and new.account_id is distinct from old.account_id)
        or (new.actor_id is distinct from old.actor_id) then
        raise exception 'EH_JOURNAL_IMMUTABLE: journal entry % cannot be changed', old.seq;
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger journal_only_erased before update or delete on journal
    for each row execute function journal_only_erased()`.execute(db);
  await sql`
    create function refuse_truncate() returns trigger language plpgsql as $$
    begin raise exception 'EH_STORE_IMMUTABLE: % is not emptied', tg_table_name; end $$`.execute(db);
  await sql`
    create trigger journal_refuse_truncate before truncate on journal
    for each statement execute function refuse_truncate()`.execute(db);
  await sql`
    create table journal_cursors (
      reader text primary key,
      seq bigint not null check (seq >= 0),
      updated_at timestamptz not null
    )`.execute(db);
}
