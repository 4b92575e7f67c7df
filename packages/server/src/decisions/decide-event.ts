import type { Measure } from "@evenhand/contract";
import { givesStrikes, type Strike } from "@evenhand/policy";
import type { IntakeEvent } from "../intake/intake-event.js";
import type { ActiveMeasure } from "../measures/effective-state.js";
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
  /** For an event that decides an item again: what is active on the item and its account already. */
  readonly active: readonly ActiveMeasure[];
}

/**
 * Decides one event, and plans what follows from it. The strikes that are kept count for the events that come after it.
 *
 * A measure that was asked for again because an item was decided again is not applied a second time while the first is
 * active: nothing new has happened. A measure on an account that nobody named cannot be applied; a person looks instead.
 */
export function decideEvent(slot: EngineSlot, ids: Ids, input: DecideInput): Decided {
  const { id, intake, cause, account, active } = input;
  const { event } = intake;
  const record = slot.engine.decide(event);
  const given = slot.standing.takeGiven();
  const measures: PlannedMeasure[] = [];
  const homeless: string[] = [];
  for (const measure of record.decision.measures) {
    const target = targetOf(measure, event, account);
    if (target === undefined) homeless.push(measure.clause);
    else if (!isActive(measure, active)) {
      measures.push({ id: ids.next(), statementId: ids.next(), measure, target, account });
    }
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

function isActive(measure: Measure, active: readonly ActiveMeasure[]): boolean {
  const until = measure.until === null ? Number.POSITIVE_INFINITY : Date.parse(measure.until);
  return active.some(
    (one) =>
      one.kind === measure.kind &&
      one.clause === measure.clause &&
      one.scope === (measure.scope ?? null) &&
      (one.until ?? Number.POSITIVE_INFINITY) >= until,
  );
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
  { intake, cause }: DecideInput,
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
    clauses: all,
    queue: bySeverity[0]?.queue ?? "default",
    openedFor: cause === "reach" ? "reach" : reason,
  };
}
