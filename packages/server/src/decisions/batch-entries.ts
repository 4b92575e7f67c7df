/** The journal entries of a batch, in the order of its acts, with the rows that have to know their numbers. */
import { createHash } from "node:crypto";
import { caseEntry, type OpenedCase } from "../cases/open-cases.js";
import { AUTOMATION, entry, type NewEntry, SYSTEM } from "../journal/append.js";
import type { Decided, PlannedCase, PlannedMeasure, PlannedStrike } from "./batch-plan.js";
import { subjectOf } from "./subject.js";

export interface BatchEntries {
  readonly entries: readonly NewEntry[];
  /** Place in `entries` of each decision, measure, statement, strike and case, by its id. */
  readonly places: ReadonlyMap<string, number>;
}

export interface EntryInput {
  readonly decided: readonly Decided[];
  readonly opened: readonly OpenedCase<PlannedCase>[];
  readonly appealUntil: string;
  readonly statementUrl: (statementId: string) => string;
  readonly languageOf: (decided: Decided) => string;
}

/** Makes the entries of a batch. */
export function batchEntries(input: EntryInput): BatchEntries {
  const entries: NewEntry[] = [];
  const places = new Map<string, number>();
  const add = (id: string, made: NewEntry): void => {
    places.set(id, entries.length);
    entries.push(made);
  };
  const opened = new Map(input.opened.map((one) => [one.request, one]));
  for (const decided of input.decided) {
    add(decided.id, decisionEntry(decided));
    for (const planned of decided.measures) {
      add(planned.id, measureEntry(decided, planned));
      add(planned.statementId, statementEntry(input, decided, planned));
    }
    for (const planned of decided.strikes) add(planned.id, strikeEntry(planned));
    const theirs = decided.review === undefined ? undefined : opened.get(decided.review);
    if (theirs !== undefined) add(theirs.id, caseEntry(theirs, SYSTEM));
  }
  return { entries, places };
}

function decisionEntry({ id, intake, cause, record, facts, decision, account }: Decided): NewEntry {
  const { event } = intake;
  const hash = createHash("sha256").update(intake.body).update("\n").update(facts).update("\n").update(decision);
  return entry({
    act: "decision.recorded",
    actor: AUTOMATION,
    subject: subjectOf(event),
    account,
    data: {
      decision: id,
      event: { source: event.source, id: event.id, type: event.type },
      account,
      item: event.data.item?.id ?? null,
      outcome: record.decision.outcome,
      policy: record.decision.policy,
      record: hash.digest("hex"),
      cause,
    },
  });
}

function measureEntry(decided: Decided, planned: PlannedMeasure): NewEntry {
  const { id, statementId, measure, target, account, effective } = planned;
  return entry({
    act: "measure.applied",
    actor: AUTOMATION,
    subject: target,
    account,
    data: {
      measure: id,
      kind: measure.kind,
      target,
      account,
      item: target.kind === "item" ? target.id : (decided.intake.event.data.item?.id ?? null),
      scope: measure.scope ?? null,
      clause: measure.clause,
      until: measure.until,
      statement: statementId,
      effective,
      policy: decided.record.decision.policy,
      decision: decided.id,
    },
  });
}

function statementEntry(input: EntryInput, decided: Decided, planned: PlannedMeasure): NewEntry {
  const { id, statementId, measure, target, account } = planned;
  return entry({
    act: "statement.issued",
    actor: AUTOMATION,
    subject: target,
    account,
    data: {
      statement: statementId,
      measure: id,
      account,
      item: target.kind === "item" ? target.id : null,
      clause: measure.clause,
      language: input.languageOf(decided),
      appealUntil: input.appealUntil,
      url: input.statementUrl(statementId),
    },
  });
}

function strikeEntry({ id, strike, measureId }: PlannedStrike): NewEntry {
  return entry({
    act: "strike.given",
    actor: SYSTEM,
    subject: { kind: "account", id: strike.account },
    account: strike.account,
    data: {
      strike: id,
      account: strike.account,
      clause: strike.clause,
      count: strike.count,
      measure: measureId,
      expires: new Date(strike.expiresAt).toISOString(),
    },
  });
}
