/** Writes a decided batch: every row and every journal entry of it, in one transaction. */
import { sql } from "kysely";
import { reserve, writeEntries } from "../journal/append.js";
import { mirrorAccounts, mirrorItems } from "../mirror/mirror-batch.js";
import { sealItems } from "../quarantine/seal-items.js";
import type { Sealer } from "../quarantine/seal.js";
import type { Ids } from "../service/clock.js";
import { loadStandings, projectStanding, saveStandings, standingEntries } from "../standing/project-standing.js";
import { languageFor } from "../statements/language.js";
import { statementContent } from "../statements/statement-content.js";
import type { StatementLinks } from "../statements/statement-link.js";
import type { Tx } from "../store/transaction.js";
import { batchEntries } from "./batch-entries.js";
import type { Decided, ReachUpdate } from "./batch-plan.js";
import type { EngineSlot } from "./engine-slot.js";
import { openCases } from "./open-cases.js";
import { byteaArray, textArray } from "../store/binary-arrays.js";

export interface RecordContext {
  readonly slot: EngineSlot;
  readonly ids: Ids;
  readonly sealer: Sealer;
  readonly links: StatementLinks;
  readonly nowMs: number;
  readonly appealDays: number;
  readonly territory: readonly string[];
}

const DAY_MS = 86_400_000;

/** Records decided events. What it throws rolls the whole batch back. */
export async function recordBatch(
  tx: Tx,
  context: RecordContext,
  decided: readonly Decided[],
  reach: readonly ReachUpdate[],
): Promise<void> {
  if (decided.length === 0) return;
  const { slot, nowMs } = context;
  const now = new Date(nowMs).toISOString();
  const appealUntil = new Date(nowMs + context.appealDays * DAY_MS).toISOString();
  const measures = decided.flatMap((one) => one.measures);
  const { opened, joined } = await openCases(tx, context.ids, decided);
  const languageOf = (one: Decided): string =>
    languageFor(one.intake.event.data.actor?.locale, slot.compiled.policy.languages);
  const { entries, places } = batchEntries({
    decided,
    opened,
    appealUntil,
    statementUrl: context.links.url,
    languageOf,
  });
  const struck = [...new Set(decided.flatMap((one) => one.strikes.map(({ strike }) => strike.account)))];
  const standings = struck.map((account) =>
    projectStanding(account, slot.standing.strikesOf(account), slot.compiled.policy.standing, nowMs),
  );
  const best = slot.compiled.policy.standing[0]?.level ?? "good";
  const changes = standingEntries(await loadStandings(tx, struck), standings, best);

  await writeEvents(tx, decided, now);
  const mirrored = decided
    .filter((one) => one.cause === null)
    .map(({ id, intake }) => ({ id, event: intake.event, time: Date.parse(intake.event.time) }));
  await mirrorAccounts(tx, mirrored, now);
  await mirrorItems(tx, mirrored);
  await writeReach(tx, reach);

  // The head is locked from here to the commit: everything that could be done before has been.
  const reserved = await reserve(tx, entries.length + changes.length, nowMs);
  const seqOf = (id: string): number => reserved.first + (places.get(id) as number);
  await writeEntries(tx, reserved, [...entries, ...changes]);
  await writeDecisions(tx, decided, seqOf);
  if (measures.length > 0) {
    await writeMeasures(tx, context, decided, { seqOf, now });
    await writeStatements(tx, context, decided, { seqOf, now, appealUntil, languageOf });
    await writeStrikes(tx, context, decided, seqOf);
    await saveStandings(tx, standings);
    const removed = decided.flatMap((one) => one.measures).filter(({ measure }) => measure.kind === "remove");
    await sealItems(
      tx,
      context.sealer,
      removed.map(({ id, target }) => ({ item: target.id, measure: id })),
      { sealedAt: now, deleteAfter: appealUntil },
    );
  }
  await writeCases(tx, [...opened.values()], joined, { seqOf, now });
}

async function writeEvents(tx: Tx, decided: readonly Decided[], now: string): Promise<void> {
  await sql`/* prepared */
    insert into event_keys (source, event_id, body_hash, id)
    select * from unnest(${decided.map((d) => d.intake.event.source)}::text[], ${decided.map((d) => d.intake.event.id)}::text[],
      ${byteaArray(decided.map((d) => d.intake.hash))}::bytea[], ${decided.map((d) => d.id)}::uuid[])`.execute(tx);
  await sql`/* prepared */
    insert into events (id, source, event_id, type, time, received_at, account_id, item_id, body, cause)
    select id, source, event_id, type, time, ${now}::timestamptz, account_id, item_id, body, cause
    from unnest(${decided.map((d) => d.id)}::uuid[], ${decided.map((d) => d.intake.event.source)}::text[],
      ${decided.map((d) => d.intake.event.id)}::text[], ${decided.map((d) => d.intake.event.type)}::text[],
      ${decided.map((d) => d.intake.event.time)}::timestamptz[], ${decided.map((d) => d.account)}::text[],
      ${decided.map((d) => d.intake.event.data.item?.id ?? null)}::text[], ${textArray(decided.map((d) => d.intake.body))}::text[],
      ${decided.map((d) => d.cause)}::text[])
      as e (id, source, event_id, type, time, account_id, item_id, body, cause)`.execute(tx);
}

async function writeDecisions(tx: Tx, decided: readonly Decided[], seqOf: (id: string) => number): Promise<void> {
  await sql`/* prepared */
    insert into decisions (id, outcome, policy_version, facts, decision, journal_seq)
    select * from unnest(${decided.map((d) => d.id)}::uuid[], ${decided.map((d) => d.record.decision.outcome)}::text[],
      ${decided.map((d) => d.record.decision.policy)}::text[], ${textArray(decided.map((d) => d.facts))}::text[],
      ${textArray(decided.map((d) => d.decision))}::text[], ${decided.map((d) => seqOf(d.id))}::bigint[])`.execute(tx);
}

async function writeReach(tx: Tx, reach: readonly ReachUpdate[]): Promise<void> {
  if (reach.length === 0) return;
  await sql`
    update items set reach = greatest(items.reach, r.reach), reach_checkpoint = greatest(items.reach_checkpoint, r.checkpoint)
    from unnest(${reach.map((r) => r.item)}::text[], ${reach.map((r) => r.reach)}::bigint[], ${reach.map((r) => r.checkpoint)}::bigint[])
      as r (id, reach, checkpoint)
    where items.id = r.id`.execute(tx);
}

interface Written {
  readonly seqOf: (id: string) => number;
  readonly now: string;
}

async function writeMeasures(
  tx: Tx,
  { slot }: RecordContext,
  decided: readonly Decided[],
  { seqOf, now }: Written,
): Promise<void> {
  const rows = decided.flatMap((one) => one.measures.map((planned) => ({ ...planned, decision: one })));
  await sql`/* prepared */
    insert into measures (id, kind, target_kind, target_id, account_id, item_id, scope, clause, policy_version, decision_id, detector,
      imposed_by_role, applied_at, until, statement_id, journal_seq)
    select id, kind, target_kind, target_id, account_id, item_id, scope, clause, ${slot.version}, decision_id, detector,
      'automation', ${now}::timestamptz, until, statement_id, journal_seq
    from unnest(${rows.map((r) => r.id)}::uuid[], ${rows.map((r) => r.measure.kind)}::text[], ${rows.map((r) => r.target.kind)}::text[],
      ${rows.map((r) => r.target.id)}::text[], ${rows.map((r) => r.account)}::text[],
      ${rows.map((r) => (r.target.kind === "item" ? r.target.id : (r.decision.intake.event.data.item?.id ?? null)))}::text[],
      ${rows.map((r) => r.measure.scope ?? null)}::text[], ${rows.map((r) => r.measure.clause)}::text[],
      ${rows.map((r) => r.decision.id)}::uuid[], ${rows.map((r) => r.measure.detector)}::text[],
      ${rows.map((r) => r.measure.until)}::timestamptz[], ${rows.map((r) => r.statementId)}::uuid[], ${rows.map((r) => seqOf(r.id))}::bigint[])
      as m (id, kind, target_kind, target_id, account_id, item_id, scope, clause, decision_id, detector, until, statement_id, journal_seq)`.execute(
    tx,
  );
}

async function writeStatements(
  tx: Tx,
  { slot, territory }: RecordContext,
  decided: readonly Decided[],
  { seqOf, now, appealUntil, languageOf }: Written & { appealUntil: string; languageOf: (one: Decided) => string },
): Promise<void> {
  const rows = decided.flatMap((one) =>
    one.measures.map((planned) => ({
      ...planned,
      decision: one,
      content: JSON.stringify(statementContent(slot, one, planned, { territory, appliedAt: now })),
    })),
  );
  await sql`/* prepared */
    insert into statements (id, measure_id, account_id, item_id, decision_id, clause, policy_version, language, content, issued_at,
      appeal_until, journal_seq)
    select id, measure_id, account_id, item_id, decision_id, clause, ${slot.version}, language, content::json, ${now}::timestamptz,
      ${appealUntil}::timestamptz, journal_seq
    from unnest(${rows.map((r) => r.statementId)}::uuid[], ${rows.map((r) => r.id)}::uuid[], ${rows.map((r) => r.account)}::text[],
      ${rows.map((r) => (r.target.kind === "item" ? r.target.id : null))}::text[], ${rows.map((r) => r.decision.id)}::uuid[],
      ${rows.map((r) => r.measure.clause)}::text[], ${rows.map((r) => languageOf(r.decision))}::text[], ${textArray(rows.map((r) => r.content))}::text[],
      ${rows.map((r) => seqOf(r.statementId))}::bigint[])
      as s (id, measure_id, account_id, item_id, decision_id, clause, language, content, journal_seq)`.execute(tx);
}

async function writeStrikes(
  tx: Tx,
  { slot }: RecordContext,
  decided: readonly Decided[],
  seqOf: (id: string) => number,
): Promise<void> {
  const rows = decided.flatMap((one) => one.strikes.map((planned) => ({ ...planned, decision: one.id })));
  if (rows.length === 0) return;
  const time = (ms: number): string => new Date(ms).toISOString();
  await sql`/* prepared */
    insert into strikes (id, account_id, clause, policy_version, count, given_at, expires_at, measure_id, decision_id, journal_seq)
    select id, account_id, clause, ${slot.version}, count, given_at, expires_at, measure_id, decision_id, journal_seq
    from unnest(${rows.map((r) => r.id)}::uuid[], ${rows.map((r) => r.strike.account)}::text[], ${rows.map((r) => r.strike.clause)}::text[],
      ${rows.map((r) => r.strike.count)}::int[], ${rows.map((r) => time(r.strike.at))}::timestamptz[],
      ${rows.map((r) => time(r.strike.expiresAt))}::timestamptz[], ${rows.map((r) => r.measureId)}::uuid[], ${rows.map((r) => r.decision)}::uuid[],
      ${rows.map((r) => seqOf(r.id))}::bigint[])
      as s (id, account_id, clause, count, given_at, expires_at, measure_id, decision_id, journal_seq)`.execute(tx);
}

async function writeCases(
  tx: Tx,
  opened: readonly { id: string; planned: NonNullable<Decided["review"]>; decided: Decided }[],
  joined: readonly { caseId: string; decisionId: string; clause: string }[],
  { seqOf, now }: Written,
): Promise<void> {
  if (opened.length > 0) {
    await sql`/* prepared */
      insert into cases (id, subject_kind, subject_id, account_id, queue, opened_for, opened_at, journal_seq)
      select id, subject_kind, subject_id, account_id, queue, opened_for, ${now}::timestamptz, journal_seq
      from unnest(${opened.map((o) => o.id)}::uuid[], ${opened.map((o) => o.planned.subject.kind)}::text[],
        ${opened.map((o) => o.planned.subject.id)}::text[], ${opened.map((o) => o.decided.account)}::text[],
        ${opened.map((o) => o.planned.queue)}::text[], ${opened.map((o) => o.planned.openedFor)}::text[],
        ${opened.map((o) => seqOf(o.id))}::bigint[])
        as c (id, subject_kind, subject_id, account_id, queue, opened_for, journal_seq)`.execute(tx);
  }
  if (joined.length === 0) return;
  await sql`/* prepared */
    insert into case_decisions (case_id, decision_id, clause)
    select * from unnest(${joined.map((j) => j.caseId)}::uuid[], ${joined.map((j) => j.decisionId)}::uuid[],
      ${joined.map((j) => j.clause)}::text[])`.execute(tx);
}
