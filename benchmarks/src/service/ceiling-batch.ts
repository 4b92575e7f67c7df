import type { Store } from "@evenhand/server";
import { type Kysely, sql, type Transaction } from "kysely";

type Db = Store["db"] extends Kysely<infer D> ? D : never;

export interface CeilingEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly data: {
    readonly actor?: {
      readonly id: string;
      readonly handle: string;
      readonly kind: string;
      readonly createdAt: string;
    };
    readonly item?: {
      readonly id: string;
      readonly kind: string;
      readonly surface: string;
      readonly createdAt: string;
    };
  };
}

export interface CeilingTools {
  readonly version: string;
  readonly uuid: () => string;
  readonly bytes: (n: number) => Buffer;
}

/** Of a hundred events, how many bring a measure in Harbour's log under Harbour's policy. */
const MEASURES_OF_100 = 7;

/**
 * The rows that recording such a batch writes: keys, events, mirror, journal, decisions, the counter log, and for every event that
 * would bring a measure also the measure, its statement and its strike. Lengths are those of real rows.
 */
export async function writeBatch(
  tx: Transaction<Db>,
  events: readonly CeilingEvent[],
  { version, uuid, bytes }: CeilingTools,
): Promise<void> {
  const rows = events.map((event, n) => ({
    event,
    id: uuid(),
    measured: n % 100 < MEASURES_OF_100 && event.data.item !== undefined && event.data.actor !== undefined,
  }));
  const now = new Date().toISOString();
  const ids = rows.map(({ id }) => id);
  await sql`insert into event_keys (source, event_id, body_hash, id)
    select * from unnest(${events.map((e) => e.source)}::text[], ${events.map((e) => e.id)}::text[], ${events.map(() => bytes(32))}::bytea[], ${ids}::uuid[])`.execute(
    tx,
  );
  await sql`insert into events (id, source, event_id, type, time, received_at, account_id, item_id, body)
    select id, source, event_id, type, time, ${now}::timestamptz, account_id, item_id, body from unnest(${ids}::uuid[], ${events.map((e) => e.source)}::text[],
      ${events.map((e) => e.id)}::text[], ${events.map((e) => e.type)}::text[], ${events.map((e) => e.time)}::timestamptz[], ${events.map((e) => e.data.actor?.id ?? null)}::text[],
      ${events.map((e) => e.data.item?.id ?? null)}::text[], ${events.map((e) => JSON.stringify(e))}::text[]) as e (id, source, event_id, type, time, account_id, item_id, body)`.execute(
    tx,
  );
  const actors = [
    ...new Map(
      events.flatMap(({ data: { actor }, time }) =>
        actor === undefined ? [] : [[actor.id, { actor, time }] as const],
      ),
    ).values(),
  ];
  await sql`insert into accounts as mirror (id, handle, kind, created_at, profile, first_seen_at, seen_at)
    select id, handle, kind, created_at, profile::json, ${now}::timestamptz, seen_at from unnest(${actors.map(({ actor }) => actor.id)}::text[], ${actors.map(({ actor }) => actor.handle)}::text[],
      ${actors.map(({ actor }) => actor.kind)}::text[], ${actors.map(({ actor }) => actor.createdAt)}::timestamptz[], ${actors.map(({ actor }) => JSON.stringify(actor))}::text[],
      ${actors.map(({ time }) => time)}::timestamptz[]) as a (id, handle, kind, created_at, profile, seen_at) order by id
    on conflict (id) do update set profile = excluded.profile, seen_at = excluded.seen_at where excluded.profile::text is distinct from mirror.profile::text`.execute(
    tx,
  );
  const items = rows.flatMap(({ event, id }) =>
    event.data.item === undefined ? [] : [{ item: event.data.item, event, id, version: bytes(32).toString("hex") }],
  );
  await sql`insert into items as mirror (id, account_id, kind, surface, created_at, version, content_event, seen_at)
    select * from unnest(${items.map(({ item }) => item.id)}::text[], ${items.map(({ event }) => event.data.actor?.id ?? null)}::text[], ${items.map(({ item }) => item.kind)}::text[],
      ${items.map(({ item }) => item.surface)}::text[], ${items.map(({ item }) => item.createdAt)}::timestamptz[], ${items.map(({ version }) => version)}::text[],
      ${items.map(({ id }) => id)}::uuid[], ${items.map(({ event }) => event.time)}::timestamptz[])
    on conflict (id) do nothing`.execute(tx);
  await sql`insert into item_versions (item_id, version, event_id, seen_at)
    select * from unnest(${items.map(({ item }) => item.id)}::text[], ${items.map(({ version }) => version)}::text[], ${items.map(({ id }) => id)}::uuid[],
      ${items.map(({ event }) => event.time)}::timestamptz[]) on conflict do nothing`.execute(tx);
  const measured = rows
    .filter((row) => row.measured)
    .map((row) => ({ ...row, measure: uuid(), statement: uuid(), strike: uuid() }));
  const entries = [
    ...rows.map(({ id, event }) => ({ act: "decision.recorded", field: "decision", id, event })),
    ...measured.flatMap(({ event, measure, statement, strike }) => [
      { act: "measure.applied", field: "measure", id: measure, event },
      { act: "statement.issued", field: "statement", id: statement, event },
      { act: "strike.given", field: "strike", id: strike, event },
    ]),
  ];
  const head = await sql<{
    seq: number;
    at: Date;
  }>`update journal_head set seq = seq + ${entries.length}, at = greatest(at, ${now}::timestamptz) returning seq, at`.execute(
    tx,
  );
  const { seq, at } = head.rows[0] as { seq: number; at: Date };
  const first = seq - entries.length + 1;
  const seqOf = new Map(entries.map(({ id }, n) => [id, first + n]));
  const payloads = entries.map(({ act, field, id, event }) =>
    JSON.stringify({
      act,
      at,
      data: { [field]: id, event: { source: event.source, id: event.id }, pad: version.repeat(3) },
    }),
  );
  await sql`insert into journal (seq, at, act, actor_role, subject_kind, subject_id, account_id, payload, salt, commitment)
    select ${first}::bigint + n - 1, ${at.toISOString()}::timestamptz, act, 'automation', 'item', subject_id, account_id, payload, salt, commitment
    from unnest(${entries.map(({ act }) => act)}::text[], ${entries.map(({ event }) => event.data.item?.id ?? event.id)}::text[], ${entries.map(({ event }) => event.data.actor?.id ?? null)}::text[],
      ${payloads}::text[], ${entries.map(() => bytes(16))}::bytea[], ${entries.map(() => bytes(32))}::bytea[])
      with ordinality as j (act, subject_id, account_id, payload, salt, commitment, n)`.execute(tx);
  await sql`insert into decisions (id, outcome, policy_version, facts, decision, journal_seq)
    select * from unnest(${ids}::uuid[], ${rows.map(() => "allow")}::text[], ${rows.map(() => version)}::text[],
      ${rows.map(() => '{"standing":{"level":"good","strikes":0},"counters":[]}')}::text[],
      ${rows.map(({ event }) => JSON.stringify({ event: { source: event.source, id: event.id }, outcome: "allow", measures: [], findings: [], policy: version }))}::text[],
      ${ids.map((id) => seqOf.get(id) as number)}::bigint[])`.execute(tx);
  if (measured.length > 0) await writeMeasures(tx, measured, { version, now, seqOf });
  await sql`insert into counter_log (id, newest, entries, payload) values (${uuid()}::uuid, ${now}::timestamptz, ${events.length}, ${bytes(20 * events.length)})`.execute(
    tx,
  );
}

async function writeMeasures(
  tx: Transaction<Db>,
  measured: readonly {
    readonly event: CeilingEvent;
    readonly id: string;
    readonly measure: string;
    readonly statement: string;
    readonly strike: string;
  }[],
  {
    version,
    now,
    seqOf,
  }: { readonly version: string; readonly now: string; readonly seqOf: ReadonlyMap<string, number> },
): Promise<void> {
  const clause = sql`(select clause from policy_clauses where policy_version = ${version} limit 1)`;
  const accounts = measured.map(({ event }) => event.data.actor?.id ?? "");
  const items = measured.map(({ event }) => event.data.item?.id ?? "");
  await sql`insert into measures (id, kind, target_kind, target_id, account_id, item_id, clause, policy_version, decision_id, detector, imposed_by_role, applied_at, statement_id, journal_seq)
    select id, 'limit_reach', 'item', item, account, item, ${clause}, ${version}, decision, 'ceiling', 'automation', ${now}::timestamptz, statement, seq
    from unnest(${measured.map((m) => m.measure)}::uuid[], ${items}::text[], ${accounts}::text[], ${measured.map((m) => m.id)}::uuid[], ${measured.map((m) => m.statement)}::uuid[],
      ${measured.map((m) => seqOf.get(m.measure) as number)}::bigint[]) as m (id, item, account, decision, statement, seq)`.execute(
    tx,
  );
  await sql`insert into statements (id, measure_id, account_id, item_id, decision_id, clause, policy_version, language, content, issued_at, appeal_until, journal_seq)
    select id, measure, account, item, decision, ${clause}, ${version}, 'en', ${JSON.stringify({ pad: "x".repeat(900) })}::json, ${now}::timestamptz, ${now}::timestamptz + interval '184 days', seq
    from unnest(${measured.map((m) => m.statement)}::uuid[], ${measured.map((m) => m.measure)}::uuid[], ${accounts}::text[], ${items}::text[], ${measured.map((m) => m.id)}::uuid[],
      ${measured.map((m) => seqOf.get(m.statement) as number)}::bigint[]) as s (id, measure, account, item, decision, seq)`.execute(
    tx,
  );
  await sql`insert into strikes (id, account_id, clause, policy_version, count, given_at, expires_at, measure_id, decision_id, journal_seq)
    select id, account, ${clause}, ${version}, 1, ${now}::timestamptz, ${now}::timestamptz + interval '90 days', measure, decision, seq
    from unnest(${measured.map((m) => m.strike)}::uuid[], ${accounts}::text[], ${measured.map((m) => m.measure)}::uuid[], ${measured.map((m) => m.id)}::uuid[],
      ${measured.map((m) => seqOf.get(m.strike) as number)}::bigint[]) as s (id, account, measure, decision, seq)`.execute(
    tx,
  );
}
