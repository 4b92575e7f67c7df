import { type Decision, EvenhandError, type Event } from "@evenhand/contract";
import type { DecisionRecord, RecordedFacts } from "@evenhand/policy";
import type { Domain } from "../service/domain.js";
import type { Outcome } from "@evenhand/contract";

/** A decision as it was recorded. */
export interface FoundDecision {
  readonly id: string;
  readonly decidedAt: Date;
  readonly type: string;
  readonly account: string | null;
  readonly item: string | null;
  readonly cause: string | null;
  readonly policy: string;
  readonly outcome: Outcome;
  /** JSON, as it was answered; null after erasure. */
  readonly decision: string | null;
  readonly facts: string | null;
  readonly body: string | null;
  readonly journalSeq: number;
}

/**
 * One decision with what it relied on; the event of a removed item is opened for it.
 *
 * @throws EvenhandError EH_DECISION_NOT_FOUND
 */
export async function findDecision(
  { store, sealer }: Pick<Domain, "store" | "sealer">,
  id: string,
): Promise<FoundDecision> {
  const row = await store.db
    .selectFrom("decisions as d")
    .innerJoin("events as e", "e.id", "d.id")
    .select(["d.id", "d.outcome", "d.policy_version", "d.facts", "d.decision", "d.journal_seq"])
    .select(["e.received_at", "e.type", "e.account_id", "e.item_id", "e.cause", "e.body", "e.sealed"])
    .where("d.id", "=", id)
    .executeTakeFirst();
  if (row === undefined) throw new EvenhandError("EH_DECISION_NOT_FOUND", `There is no decision ${id}.`);
  return {
    id: row.id,
    decidedAt: row.received_at,
    type: row.type,
    account: row.account_id,
    item: row.item_id,
    cause: row.cause,
    policy: row.policy_version,
    outcome: row.outcome,
    decision: row.decision,
    facts: row.facts,
    body: row.sealed === null ? row.body : sealer.open(row.id, row.sealed),
    journalSeq: row.journal_seq,
  };
}

/**
 * The record that the decision can be made again from.
 *
 * @throws EvenhandError EH_DECISION_ERASED
 */
export function recordOf({ id, body, facts, decision }: FoundDecision): DecisionRecord {
  if (body === null || facts === null || decision === null) {
    throw new EvenhandError(
      "EH_DECISION_ERASED",
      `What decision ${id} relied on was erased, with a person's data or because its time had passed.`,
    );
  }
  return {
    event: JSON.parse(body) as Event,
    facts: JSON.parse(facts) as RecordedFacts,
    decision: JSON.parse(decision) as Decision,
  };
}
