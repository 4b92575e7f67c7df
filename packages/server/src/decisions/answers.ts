/** What the sender of an event is told. */
import type { Decision, MeasureKind } from "@evenhand/contract";
import { sql } from "kysely";
import type { StatementLinks } from "../statements/statement-link.js";
import type { Tx } from "../store/transaction.js";
import type { Decided } from "./batch-plan.js";

/** A statement of reasons that the platform has to bring to the person. */
export interface AnsweredStatement {
  readonly id: string;
  readonly measure: string;
  readonly kind: MeasureKind;
  readonly clause: string;
  readonly account: string | null;
  /** Where the person can read it, and how to challenge it. */
  readonly url: string;
}

/** The answer to one event that was decided, now or before. */
export interface Answer {
  /** Of the event and its decision. */
  readonly id: string;
  /** Whether this is the answer to an earlier sending of the same event. */
  readonly repeated: boolean;
  readonly decision: Decision;
  readonly statements: readonly AnsweredStatement[];
}

/** The answer to an event that was decided just now. */
export function answerOf({ id, record, measures }: Decided, links: StatementLinks): Answer {
  return {
    id,
    repeated: false,
    decision: record.decision,
    statements: measures.map(({ id: measure, statementId, measure: { kind, clause }, account }) => ({
      id: statementId,
      measure,
      kind,
      clause,
      account,
      url: links.url(statementId),
    })),
  };
}

/** The first answers to events that were decided before, made again from what was recorded. */
export async function repeatedAnswers(
  tx: Tx,
  repeated: readonly { readonly id: string; readonly decision: string }[],
  links: StatementLinks,
): Promise<ReadonlyMap<string, Answer>> {
  if (repeated.length === 0) return new Map();
  const { rows } = await sql<{
    decision_id: string;
    id: string;
    measure_id: string;
    kind: MeasureKind;
    clause: string;
    account_id: string | null;
  }>`
    select m.decision_id, m.statement_id as id, m.id as measure_id, m.kind, m.clause, m.account_id
    from measures m where m.decision_id = any(${repeated.map(({ id }) => id)}::uuid[]) order by m.id`.execute(tx);
  return new Map(
    repeated.map(({ id, decision }) => [
      id,
      {
        id,
        repeated: true,
        decision: JSON.parse(decision) as Decision,
        statements: rows
          .filter((row) => row.decision_id === id)
          .map((row) => ({
            id: row.id,
            measure: row.measure_id,
            kind: row.kind,
            clause: row.clause,
            account: row.account_id,
            url: links.url(row.id),
          })),
      },
    ]),
  );
}
