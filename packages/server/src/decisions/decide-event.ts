import type { Measure } from "@evenhand/contract";
import { givesStrikes, type Strike } from "@evenhand/policy";
import type { IntakeEvent } from "../intake/intake-event.js";
import { type ActiveMeasure, addActive, effectiveState, type Target, targetKey } from "../measures/effective-state.js";
import type { Ids } from "../service/clock.js";
import type { Decided, PlannedCase, PlannedMeasure, PlannedStrike } from "./batch-plan.js";
import { type EngineSlot, reviewsOf } from "./engine-slot.js";
import { subjectOf, targetOf } from "./subject.js";

export interface DecideInput {
  readonly id: string;
  readonly intake: IntakeEvent;
  readonly cause: "reach" | null;
  /** The account behind the event, as the event or our mirror has it. */
  readonly account: string | null;
  /** Active measures by target, of the event's item and account at least; what is planned is added. */
  readonly active: Map<string, ActiveMeasure[]>;
  readonly nowMs: number;
}

/**
 * Decides one event, and plans what follows from it. The strikes that are kept count for the events that come after it.
 *
 * A measure is not applied again while one like it is active and the new one would hardly last longer: one flood brings one
 * restriction and one strike, not one for each post; an item that is edited or decided again is not removed twice. A measure on an account that nobody named cannot be applied; a person looks instead.
 */
export function decideEvent(slot: EngineSlot, ids: Ids, input: DecideInput): Decided {
  const { id, intake, cause, account } = input;
  const { event } = intake;
  const record = slot.engine.decide(event);
  const given = slot.standing.takeGiven();
  const measures: PlannedMeasure[] = [];
  const homeless: string[] = [];
  for (const measure of record.decision.measures) {
    const target = targetOf(measure, event, account);
    if (target === undefined) homeless.push(measure.clause);
    else if (!coveredBy(measure, target, input)) measures.push(plan(ids, measure, target, input));
  }
  const strikes = planStrikes(slot, ids, given, measures, account);
  return {
    id,
    intake,
    cause,
    record,
    facts: JSON.stringify(record.facts),
    decision: JSON.stringify(record.decision),
    account,
    measures,
    strikes,
    review: planCase(slot, input, record, homeless),
  };
}

/**
 * Whether an active measure of the same kind, clause and scope does already what this one would: it lasts as long, or all but
 * half of what the new one would last.
 */
function coveredBy(measure: Measure, target: Target, { active, nowMs, intake }: DecideInput): boolean {
  const until = measure.until === null ? Number.POSITIVE_INFINITY : Date.parse(measure.until);
  const length = until - Date.parse(intake.event.time);
  const like = (active.get(targetKey(target)) ?? []).filter(
    (one) => one.kind === measure.kind && one.clause === measure.clause && one.scope === (measure.scope ?? null),
  );
  return like.some(
    (one) =>
      one.until === null ||
      (one.until > nowMs && until !== Number.POSITIVE_INFINITY && one.until >= until - length / 2),
  );
}

function plan(ids: Ids, measure: Measure, target: Target, { account, active, nowMs }: DecideInput): PlannedMeasure {
  const id = ids.next();
  const until = measure.until === null ? null : Date.parse(measure.until);
  if (until === null || until > nowMs) {
    addActive(active, { id, kind: measure.kind, target, clause: measure.clause, scope: measure.scope ?? null, until });
  }
  const effective = effectiveState(active.get(targetKey(target)) ?? []);
  return { id, statementId: ids.next(), measure, target, account, effective };
}

/** A strike stands on the first measure of its clause that gives strikes; without such a measure there is none. */
function planStrikes(
  slot: EngineSlot,
  ids: Ids,
  given: readonly Strike[],
  measures: readonly PlannedMeasure[],
  account: string | null,
): readonly PlannedStrike[] {
  return given.flatMap((strike) => {
    const giver = measures.find(({ measure }) => measure.clause === strike.clause && givesStrikes(measure.kind));
    if (giver === undefined || account === null) return [];
    const planned = { id: ids.next(), strike, measureId: giver.id };
    slot.standing.keep(strike);
    return [planned];
  });
}

function planCase(
  slot: EngineSlot,
  { id, intake, account, cause }: DecideInput,
  record: Decided["record"],
  homeless: readonly string[],
): PlannedCase | undefined {
  const { clauses, error } = reviewsOf(slot, record);
  const all = [...new Set([...clauses, ...homeless])].sort();
  if (all.length === 0) return undefined;
  const bySeverity = all
    .flatMap((clause) => slot.clauses.get(clause) ?? [])
    .sort((a, b) => b.severity - a.severity || (a.id < b.id ? -1 : 1));
  const { outcome } = record.decision;
  const reason = outcome === "hold" ? "hold" : error ? "error" : "review";
  return {
    subject: subjectOf(intake.event),
    account,
    decision: id,
    clauses: all,
    queue: bySeverity[0]?.queue ?? "default",
    openedFor: cause === "reach" ? "reach" : reason,
  };
}
