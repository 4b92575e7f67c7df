/** Ends measures: expiry, lifting and voiding share everything but who, why and what becomes of strikes. */
import type { StandingLevel } from "@evenhand/policy";
import { sql } from "kysely";
import { dropSamplesOf } from "../banks/samples/drop-samples.js";
import { type Actor, entry, type NewEntry, reserve, writeEntries } from "../journal/append.js";
import { unsealItems } from "../quarantine/unseal-items.js";
import type { Sealer } from "../quarantine/seal.js";
import { loadStrikes } from "../standing/load-strikes.js";
import { loadStandings, projectStanding, saveStandings, standingEntries } from "../standing/project-standing.js";
import type { Tx } from "../store/transaction.js";
import { type ActiveMeasure, effectiveState, loadActive, targetKey } from "./effective-state.js";
import { type MeasureRow, targetOfRow } from "./measure-row.js";

export interface Ending {
  /** Locked by the caller. */
  readonly measure: MeasureRow;
  readonly how: "expired" | "lifted" | "voided";
  readonly actor: Actor;
  /** Why; null for expiry. */
  readonly reason: string | null;
}

export interface EndContext {
  readonly nowMs: number;
  readonly sealer: Sealer;
  readonly levels: readonly StandingLevel[];
}

interface VoidedStrike {
  readonly id: string;
  readonly account: string;
  readonly clause: string;
  readonly measure: string;
}

/**
 * Ends measures and writes what follows. A measure that has ended already can still be voided: then only its strikes go.
 *
 * Only what the measure itself owns is undone: other measures on the same target stay, and the strikes of other measures
 * stay. Lifting leaves strikes as they are, since the decision was right; voiding voids them by name.
 */
export async function endMeasures(tx: Tx, context: EndContext, endings: readonly Ending[]): Promise<void> {
  if (endings.length === 0) return;
  const { nowMs } = context;
  await dropTheirSamples(tx, nowMs, endings);
  const active = await loadActive(
    tx,
    endings.map(({ measure }) => targetOfRow(measure)),
    nowMs,
  );
  const strikes = await strikesToVoid(tx, endings);
  const entries: NewEntry[] = [];
  const places = new Map<string, number>();
  for (const ending of endings) {
    places.set(ending.measure.id, entries.length);
    entries.push(endEntry(ending, active, strikes));
  }
  for (const strike of strikes) {
    places.set(strike.id, entries.length);
    entries.push(strikeEntry(strike, endings));
  }
  const standings = await standingsWithout(tx, context, strikes);
  const best = context.levels[0]?.level ?? "good";
  const accounts = standings.map(({ account }) => account);
  entries.push(...standingEntries(await loadStandings(tx, accounts), standings, best));
  const reserved = await reserve(tx, entries.length, nowMs);
  const seqOf = (id: string): number => reserved.first + (places.get(id) as number);
  await writeEntries(tx, reserved, entries);
  await writeEnds(tx, endings, seqOf, reserved.at);
  await voidStrikes(tx, strikes, seqOf, reserved.at);
  await saveStandings(tx, standings);
  await unsealItems(tx, context.sealer, itemsToUnseal(endings, active));
}

/** Words that were found wrong to act on are no example: they leave the banks before anything else is written. */
async function dropTheirSamples(tx: Tx, nowMs: number, endings: readonly Ending[]): Promise<void> {
  for (const { measure, how, actor, reason } of endings) {
    if (how !== "voided") continue;
    const origins = measure.decision_id === null ? [measure.id] : [measure.id, measure.decision_id];
    await dropSamplesOf(tx, { clock: { now: () => nowMs } }, { origins, reason, actor });
  }
}

async function strikesToVoid(tx: Tx, endings: readonly Ending[]): Promise<readonly VoidedStrike[]> {
  const voided = endings.filter(({ how }) => how === "voided").map(({ measure }) => measure.id);
  if (voided.length === 0) return [];
  const rows = await tx
    .selectFrom("strikes")
    .select(["id", "account_id", "clause", "measure_id"])
    .where("measure_id", "in", voided)
    .where("voided_at", "is", null)
    .orderBy("id")
    .forUpdate()
    .execute();
  return rows.map((row) => ({ id: row.id, account: row.account_id, clause: row.clause, measure: row.measure_id }));
}

function endEntry(
  { measure, how, actor, reason }: Ending,
  active: Map<string, ActiveMeasure[]>,
  strikes: readonly VoidedStrike[],
): NewEntry {
  const target = targetOfRow(measure);
  const key = targetKey(target);
  const left = (active.get(key) ?? []).filter(({ id }) => id !== measure.id);
  active.set(key, left);
  const fields = {
    measure: measure.id,
    kind: measure.kind,
    target,
    account: measure.account_id,
    item: measure.item_id,
    scope: measure.scope,
    clause: measure.clause,
    until: measure.until?.toISOString() ?? null,
    statement: measure.statement_id,
    effective: effectiveState(left),
  };
  const common = { actor, subject: target, account: measure.account_id };
  if (how === "expired") return entry({ ...common, act: "measure.expired", data: fields });
  if (how === "lifted") return entry({ ...common, act: "measure.lifted", data: { ...fields, reason: reason ?? "" } });
  const voided = strikes.filter((strike) => strike.measure === measure.id).map(({ id }) => id);
  return entry({ ...common, act: "measure.voided", data: { ...fields, reason: reason ?? "", strikes: voided } });
}

function strikeEntry({ id, account, clause, measure }: VoidedStrike, endings: readonly Ending[]): NewEntry {
  const { actor } = endings.find((ending) => ending.measure.id === measure) as Ending;
  return entry({
    act: "strike.voided",
    actor,
    subject: { kind: "account", id: account },
    account,
    data: { strike: id, account, clause, measure },
  });
}

async function standingsWithout(
  tx: Tx,
  { levels, nowMs }: EndContext,
  voided: readonly VoidedStrike[],
): Promise<ReturnType<typeof projectStanding>[]> {
  const accounts = [...new Set(voided.map(({ account }) => account))];
  const gone = new Set(voided.map(({ id }) => id));
  const strikes = await loadStrikes(tx, accounts, levels, nowMs);
  return accounts.map((account) =>
    projectStanding(
      account,
      (strikes.get(account) ?? []).filter(({ event }) => !gone.has(event)),
      levels,
      nowMs,
    ),
  );
}

async function writeEnds(tx: Tx, endings: readonly Ending[], seqOf: (id: string) => number, at: Date): Promise<void> {
  const now = at.toISOString();
  await sql`
    update measures set
      ended_at = coalesce(ended_at, e.at), ended_how = case when ended_at is null then e.how else ended_how end,
      ended_by_role = case when ended_at is null then e.role else ended_by_role end,
      ended_by = case when ended_at is null then e.actor else ended_by end,
      ended_reason = case when ended_at is null then e.reason else ended_reason end,
      end_journal_seq = case when ended_at is null then e.seq else end_journal_seq end,
      voided_at = case when e.how = 'voided' then e.at else voided_at end,
      void_journal_seq = case when e.how = 'voided' then e.seq else void_journal_seq end
    from (
      select id, how, role, actor, reason, seq, ${now}::timestamptz as at
      from unnest(${endings.map((e) => e.measure.id)}::uuid[], ${endings.map((e) => e.how)}::text[], ${endings.map((e) => e.actor.role)}::text[],
        ${endings.map((e) => e.actor.id)}::text[], ${endings.map((e) => e.reason)}::text[], ${endings.map((e) => seqOf(e.measure.id))}::bigint[])
        as u (id, how, role, actor, reason, seq)) e
    where measures.id = e.id`.execute(tx);
}

async function voidStrikes(
  tx: Tx,
  strikes: readonly VoidedStrike[],
  seqOf: (id: string) => number,
  at: Date,
): Promise<void> {
  if (strikes.length === 0) return;
  await sql`
    update strikes set voided_at = ${at.toISOString()}::timestamptz, void_journal_seq = v.seq
    from unnest(${strikes.map(({ id }) => id)}::uuid[], ${strikes.map(({ id }) => seqOf(id))}::bigint[]) as v (id, seq)
    where strikes.id = v.id`.execute(tx);
}

/** Items whose last removal has ended. */
function itemsToUnseal(endings: readonly Ending[], active: ReadonlyMap<string, readonly ActiveMeasure[]>): string[] {
  return endings.flatMap(({ measure }) => {
    if (measure.kind !== "remove" || measure.ended_at !== null) return [];
    const left = active.get(targetKey(targetOfRow(measure))) ?? [];
    return left.some(({ kind }) => kind === "remove") ? [] : [measure.target_id];
  });
}
