import { type Kysely, sql } from "kysely";

/** Policies: every version whole, their clauses, who approved and published them, which one is in force. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table policies (
      version text primary key check (version ~ '^sha256:[0-9a-f]{64}$'),
      name text not null,
      files json not null,
      lint json not null,
      cases json not null,
      backtest json,
      uploaded_at timestamptz not null,
      uploaded_by_role text not null,
      uploaded_by text
    )`.execute(db);
  await sql`
    create table policy_clauses (
      policy_version text not null references policies,
      clause text not null,
      rule text not null,
      severity smallint not null check (severity between 1 and 5),
      category text not null,
      dsa text,
      queue text not null,
      title json not null,
      text json not null,
      primary key (policy_version, clause)
    )`.execute(db);
  await sql`
    create table policy_approvals (
      policy_version text not null references policies,
      approved_by text not null,
      approved_at timestamptz not null,
      primary key (policy_version, approved_by)
    )`.execute(db);
  await sql`
    create table policy_publications (
      publication integer primary key check (publication > 0),
      policy_version text not null references policies,
      kind text not null check (kind in ('publish', 'rollback')),
      published_at timestamptz not null,
      published_by_role text not null,
      published_by text,
      journal_seq bigint not null
    )`.execute(db);
  await sql`
    create table policy_in_force (
      singleton boolean primary key default true check (singleton),
      policy_version text not null references policies,
      publication integer not null references policy_publications
    )`.execute(db);
  // What a version says never changes: statements and replays point at it. Its backtest may be attached later.
  await sql`
    create function policies_immutable() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' or (new.version, new.name, new.files::text) is distinct from (old.version, old.name, old.files::text) then
        raise exception 'EH_POLICY_IMMUTABLE: policy version % is kept whole', old.version;
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger policies_immutable before update or delete on policies
    for each row execute function policies_immutable()`.execute(db);
  await sql`
    create function refuse_change() returns trigger language plpgsql as $$
    begin raise exception 'EH_STORE_IMMUTABLE: rows of % are neither changed nor deleted', tg_table_name; end $$`.execute(
    db,
  );
  await sql`
    create trigger policy_clauses_immutable before update or delete on policy_clauses
    for each row execute function refuse_change()`.execute(db);
  await sql`
    create trigger policy_publications_immutable before update or delete on policy_publications
    for each row execute function refuse_change()`.execute(db);
}
