import { type Kysely, sql } from "kysely";

/** Live banks: entries that are added and removed while a policy is in force, never changed, each with its journal entry. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // One row: grows with every change of any bank, so that a batch of decisions sees whether what is in memory is still true.
  await sql`
    create table bank_head (
      singleton boolean primary key default true check (singleton),
      revision bigint not null
    )`.execute(db);
  await sql`insert into bank_head (revision) values (0)`.execute(db);
  await sql`
    create table banks (
      name text primary key,
      kind text not null check (kind in ('terms', 'domains', 'images', 'samples')),
      revision bigint not null check (revision > 0),
      changed_at timestamptz not null
    )`.execute(db);
  await sql`
    create table bank_entries (
      id uuid primary key,
      bank text not null references banks,
      -- What makes two entries the same: the folded term, the host and path, the hash, the sample's digest.
      identity text not null,
      -- What is compared, by kind; null after erasure.
      content json,
      category text,
      severity smallint check (severity between 1 and 5),
      source text,
      note text,
      origin text not null check (origin in ('manual', 'import', 'ruling')),
      -- The case, decision or measure that a sample comes from, and whose words it holds.
      origin_id text,
      account_id text,
      review_at timestamptz,
      expires_at timestamptz,
      added_revision bigint not null,
      added_at timestamptz not null,
      added_by_role text not null,
      added_by text,
      journal_seq bigint not null,
      removed_revision bigint check (removed_revision > added_revision),
      removed_at timestamptz,
      removed_how text check (removed_how in ('removed', 'expired', 'overturned', 'erased')),
      removed_by_role text,
      removed_by text,
      removed_reason text,
      remove_journal_seq bigint,
      check ((removed_at is null) = (removed_revision is null)
        and (removed_at is null) = (removed_how is null)
        and (removed_at is null) = (remove_journal_seq is null)),
      check (removed_how is distinct from 'expired' or (removed_by_role = 'system' and removed_by is null)),
      check (content is not null or removed_at is not null)
    )`.execute(db);
  // One thing stands in a bank once.
  await sql`create unique index bank_entries_once on bank_entries (bank, identity) where removed_at is null`.execute(
    db,
  );
  // A bank's entries, newest last; what starting up reads.
  await sql`create index bank_entries_listed on bank_entries (bank, id) where removed_at is null`.execute(db);
  // What has changed since a revision.
  await sql`create index bank_entries_added on bank_entries (added_revision)`.execute(db);
  await sql`
    create index bank_entries_removed on bank_entries (removed_revision) where removed_revision is not null`.execute(
    db,
  );
  await sql`
    create index bank_entries_due on bank_entries (expires_at) where removed_at is null and expires_at is not null`.execute(
    db,
  );
  await sql`create index bank_entries_origin on bank_entries (origin_id) where origin_id is not null`.execute(db);
  await sql`create index bank_entries_account on bank_entries (account_id) where account_id is not null`.execute(db);
  await sql`
    create function bank_entries_journaled() returns trigger language plpgsql as $$
    begin
      if tg_op = 'INSERT'
        and not journaled(new.journal_seq, 'bank.entry_added', 'entry', new.id::text, new.added_at)
        and not journaled(new.journal_seq, 'bank.imported', 'bank', new.bank, new.added_at) then
        raise exception 'EH_BANK_UNJOURNALED: entry % has no journal entry', new.id;
      end if;
      if new.removed_at is not null and (tg_op = 'INSERT' or old.removed_at is null)
        and not journaled(new.remove_journal_seq, 'bank.entry_removed', 'entry', new.id::text, new.added_at) then
        raise exception 'EH_BANK_UNJOURNALED: the removal of entry % has no journal entry', new.id;
      end if;
      return null;
    end $$`.execute(db);
  await sql`
    create constraint trigger bank_entries_journaled after insert or update on bank_entries
    deferrable initially deferred for each row execute function bank_entries_journaled()`.execute(db);
  await sql`
    create function bank_entries_only_removed() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then raise exception 'EH_STORE_IMMUTABLE: entries of banks are removed, not deleted'; end if;
      if (new.id, new.bank, new.identity, new.category, new.severity, new.source, new.origin, new.origin_id, new.review_at, new.expires_at,
          new.added_revision, new.added_at, new.added_by_role, new.added_by, new.journal_seq)
         is distinct from
         (old.id, old.bank, old.identity, old.category, old.severity, old.source, old.origin, old.origin_id, old.review_at, old.expires_at,
          old.added_revision, old.added_at, old.added_by_role, old.added_by, old.journal_seq)
        or (new.content is not null and new.content::text is distinct from old.content::text)
        or (new.note is not null and new.note is distinct from old.note)
        or (new.account_id is not null and new.account_id is distinct from old.account_id)
        or (old.removed_at is not null and (new.removed_revision, new.removed_at, new.removed_how, new.removed_by_role, new.removed_by,
              new.removed_reason, new.remove_journal_seq)
            is distinct from (old.removed_revision, old.removed_at, old.removed_how, old.removed_by_role, old.removed_by,
              old.removed_reason, old.remove_journal_seq)) then
        raise exception 'EH_STORE_IMMUTABLE: entry % can be removed once and erased, nothing else', old.id;
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger bank_entries_only_removed before update or delete on bank_entries
    for each row execute function bank_entries_only_removed()`.execute(db);
}
