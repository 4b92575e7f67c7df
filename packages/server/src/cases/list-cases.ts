import { sql } from "kysely";
import type { Reader } from "../store/transaction.js";

/** A case as the API lists it. */
export interface ListedCase {
  readonly id: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly account: string | null;
  readonly queue: string;
  readonly state: string;
  readonly openedFor: string;
  readonly openedAt: string;
  readonly clauses: readonly string[];
  readonly decisions: readonly string[];
}

/**
 * Cases, oldest first.
 *
 * @param after the last id of the page before
 */
export async function listCases(
  db: Reader,
  {
    queue,
    state,
    after,
    limit,
  }: {
    readonly queue?: string | undefined;
    readonly state: string;
    readonly after?: string | undefined;
    readonly limit: number;
  },
): Promise<readonly ListedCase[]> {
  const { rows } = await sql<{
    id: string;
    subject_kind: string;
    subject_id: string;
    account_id: string | null;
    queue: string;
    state: string;
    opened_for: string;
    opened_at: Date;
    clauses: string[] | null;
    decisions: string[] | null;
  }>`
    select c.id, c.subject_kind, c.subject_id, c.account_id, c.queue, c.state, c.opened_for, c.opened_at,
      (select array_agg(distinct clause order by clause) from case_decisions where case_id = c.id) as clauses,
      (select array_agg(distinct decision_id::text order by decision_id::text) from case_decisions where case_id = c.id) as decisions
    from cases c
    where c.state = ${state} and (${queue ?? null}::text is null or c.queue = ${queue ?? null})
      and (${after ?? null}::uuid is null or c.id > ${after ?? null}::uuid)
    order by c.id limit ${limit}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    subject: { kind: row.subject_kind, id: row.subject_id },
    account: row.account_id,
    queue: row.queue,
    state: row.state,
    openedFor: row.opened_for,
    openedAt: row.opened_at.toISOString(),
    clauses: row.clauses ?? [],
    decisions: row.decisions ?? [],
  }));
}
