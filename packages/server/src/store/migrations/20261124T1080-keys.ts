import { type Kysely, sql } from "kysely";

/** API keys and idempotency keys. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table api_keys (
      id text primary key check (id ~ '^[A-Za-z0-9]{8,32}$'),
      name text not null,
      role text not null check (role in ('platform', 'staff', 'operator')),
      scopes text[] not null,
      secret_hash bytea not null check (octet_length(secret_hash) = 32),
      created_at timestamptz not null,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz,
      rotated_from text references api_keys
    )`.execute(db);
  await sql`
    create table idempotency_keys (
      api_key_id text not null,
      key text not null,
      operation text not null,
      fingerprint bytea not null,
      state text not null check (state in ('running', 'done')),
      status integer,
      body text,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      primary key (api_key_id, operation, key)
    )`.execute(db);
  await sql`create index idempotency_keys_expiry on idempotency_keys (expires_at)`.execute(db);
}
