/** The rows of a batch as inserts, to be sent together. */
import { sql } from "kysely";
import type { LogRow } from "../counters/service-counters.js";
import { statementContent } from "../statements/statement-content.js";
import { byteaArray, textArray } from "../store/binary-arrays.js";
import type { Tx } from "../store/transaction.js";
import type { Write } from "../store/write-together.js";
import type { Decided, ReachUpdate } from "./batch-plan.js";
import type { EngineSlot } from "./engine-slot.js";

/** The events, and the guards against deciding them twice. */
export function eventWrites(decided: readonly Decided[], now: string): readonly Write[] {
  const keys = sql`
    insert into event_keys (source, event_id, body_hash, id)
    select * from unnest(${decided.map((d) => d.intake.event.source)}::text[], ${decided.map((d) => d.intake.event.id)}::text[],
      ${byteaArray(decided.map((d) => d.intake.hash))}::bytea[], ${decided.map((d) => d.id)}::uuid[])`;
  const events = sql`
    insert into events (id, source, event_id, type, time, received_at, account_id, item_id, body, cause)
    select id, source, event_id, type, time, ${now}::timestamptz, account_id, item_id, body, cause
    from unnest(${decided.map((d) => d.id)}::uuid[], ${decided.map((d) => d.intake.event.source)}::text[],
      ${decided.map((d) => d.intake.event.id)}::text[], ${decided.map((d) => d.intake.event.type)}::text[],
      ${decided.map((d) => d.intake.event.time)}::timestamptz[], ${decided.map((d) => d.account)}::text[],
      ${decided.map((d) => d.intake.event.data.item?.id ?? null)}::text[], ${textArray(decided.map((d) => d.intake.body))}::text[],
      ${decided.map((d) => d.cause)}::text[])
      as e (id, source, event_id, type, time, account_id, item_id, body, cause)`;
  return [keys, events];
}

/** The decisions. */
export function decisionWrites(decided: readonly Decided[], seqOf: (id: string) => number): readonly Write[] {
  const write = sql`
    insert into decisions (id, outcome, policy_version, facts, decision, journal_seq)
    select * from unnest(${decided.map((d) => d.id)}::uuid[], ${decided.map((d) => d.record.decision.outcome)}::text[],
      ${decided.map((d) => d.record.decision.policy)}::text[], ${textArray(decided.map((d) => d.facts))}::text[],
      ${textArray(decided.map((d) => d.decision))}::text[], ${decided.map((d) => seqOf(d.id))}::bigint[])`;
  return [write];
}

/** How far items have reached. An update: it follows the items. */
export async function writeReach(tx: Tx, reach: readonly ReachUpdate[]): Promise<void> {
  if (reach.length === 0) return;
  await sql`
    update items set reach = greatest(items.reach, r.reach), reach_checkpoint = greatest(items.reach_checkpoint, r.checkpoint)
    from unnest(${reach.map((r) => r.item)}::text[], ${reach.map((r) => r.reach)}::bigint[], ${reach.map((r) => r.checkpoint)}::bigint[])
      as r (id, reach, checkpoint)
    where items.id = r.id`.execute(tx);
}

/** What rows of a batch share. */
export interface Written {
  /** The policy version that decided. */
  readonly version: string;
  readonly seqOf: (id: string) => number;
  readonly now: string;
}

/** The measures. */
export function measureWrites(decided: readonly Decided[], { version, seqOf, now }: Written): readonly Write[] {
  const rows = decided.flatMap((one) => one.measures.map((planned) => ({ ...planned, decision: one })));
  if (rows.length === 0) return [];
  const write = sql`
    insert into measures (id, kind, target_kind, target_id, account_id, item_id, scope, clause, policy_version, decision_id, detector,
      imposed_by_role, applied_at, until, statement_id, journal_seq)
    select id, kind, target_kind, target_id, account_id, item_id, scope, clause, ${version}, decision_id, detector,
      'automation', ${now}::timestamptz, until, statement_id, journal_seq
    from unnest(${rows.map((r) => r.id)}::uuid[], ${rows.map((r) => r.measure.kind)}::text[], ${rows.map((r) => r.target.kind)}::text[],
      ${rows.map((r) => r.target.id)}::text[], ${rows.map((r) => r.account)}::text[],
      ${rows.map((r) => (r.target.kind === "item" ? r.target.id : (r.decision.intake.event.data.item?.id ?? null)))}::text[],
      ${rows.map((r) => r.measure.scope ?? null)}::text[], ${rows.map((r) => r.measure.clause)}::text[],
      ${rows.map((r) => r.decision.id)}::uuid[], ${rows.map((r) => r.measure.detector)}::text[],
      ${rows.map((r) => r.measure.until)}::timestamptz[], ${rows.map((r) => r.statementId)}::uuid[], ${rows.map((r) => seqOf(r.id))}::bigint[])
      as m (id, kind, target_kind, target_id, account_id, item_id, scope, clause, decision_id, detector, until, statement_id, journal_seq)`;
  return [write];
}

/** What statements need beside. */
export interface StatementsWritten extends Written {
  readonly appealUntil: string;
  readonly languageOf: (one: Decided) => string;
  readonly territory: readonly string[];
}

/** The statements of reasons, one for each measure. */
export function statementWrites(
  slot: EngineSlot,
  decided: readonly Decided[],
  { version, seqOf, now, appealUntil, languageOf, territory }: StatementsWritten,
): readonly Write[] {
  const rows = decided.flatMap((one) =>
    one.measures.map((planned) => ({
      ...planned,
      decision: one,
      content: JSON.stringify(statementContent(slot, one, planned, { territory, appliedAt: now })),
    })),
  );
  if (rows.length === 0) return [];
  const write = sql`
    insert into statements (id, measure_id, account_id, item_id, decision_id, clause, policy_version, language, content, issued_at,
      appeal_until, journal_seq)
    select id, measure_id, account_id, item_id, decision_id, clause, ${version}, language, content::json, ${now}::timestamptz,
      ${appealUntil}::timestamptz, journal_seq
    from unnest(${rows.map((r) => r.statementId)}::uuid[], ${rows.map((r) => r.id)}::uuid[], ${rows.map((r) => r.account)}::text[],
      ${rows.map((r) => (r.target.kind === "item" ? r.target.id : null))}::text[], ${rows.map((r) => r.decision.id)}::uuid[],
      ${rows.map((r) => r.measure.clause)}::text[], ${rows.map((r) => languageOf(r.decision))}::text[], ${textArray(rows.map((r) => r.content))}::text[],
      ${rows.map((r) => seqOf(r.statementId))}::bigint[])
      as s (id, measure_id, account_id, item_id, decision_id, clause, language, content, journal_seq)`;
  return [write];
}

/** The strikes. */
export function strikeWrites(decided: readonly Decided[], { version, seqOf }: Written): readonly Write[] {
  const rows = decided.flatMap((one) => one.strikes.map((planned) => ({ ...planned, decision: one.id })));
  if (rows.length === 0) return [];
  const time = (ms: number): string => new Date(ms).toISOString();
  const write = sql`
    insert into strikes (id, account_id, clause, policy_version, count, given_at, expires_at, measure_id, decision_id, journal_seq)
    select id, account_id, clause, ${version}, count, given_at, expires_at, measure_id, decision_id, journal_seq
    from unnest(${rows.map((r) => r.id)}::uuid[], ${rows.map((r) => r.strike.account)}::text[], ${rows.map((r) => r.strike.clause)}::text[],
      ${rows.map((r) => r.strike.count)}::int[], ${rows.map((r) => time(r.strike.at))}::timestamptz[],
      ${rows.map((r) => time(r.strike.expiresAt))}::timestamptz[], ${rows.map((r) => r.measureId)}::uuid[], ${rows.map((r) => r.decision)}::uuid[],
      ${rows.map((r) => seqOf(r.id))}::bigint[])
      as s (id, account_id, clause, count, given_at, expires_at, measure_id, decision_id, journal_seq)`;
  return [write];
}

/** What the batch added to the counters. */
export function counterLogWrites(id: string, log: LogRow | undefined): readonly Write[] {
  if (log === undefined) return [];
  return [
    sql`insert into counter_log (id, newest, entries, payload)
      values (${id}::uuid, ${log.newest.toISOString()}::timestamptz, ${log.entries}, ${log.payload}::bytea)`,
  ];
}
