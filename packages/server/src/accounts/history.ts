import { sql } from "kysely";
import type { Reader } from "../store/transaction.js";

/** One decision about an account or an item. */
export interface Step {
  readonly decision: string;
  readonly at: string;
  readonly type: string;
  readonly item: string | null;
  readonly outcome: string;
  /** `reach` where the item was decided again; null for an event of the platform. */
  readonly cause: string | null;
}

const STEPS = 50;

/** The newest decisions about an account or an item, newest first, 50 at most. */
export async function historyOf(
  db: Reader,
  of: { readonly account: string } | { readonly item: string },
): Promise<readonly Step[]> {
  const condition = "account" in of ? sql`e.account_id = ${of.account}` : sql`e.item_id = ${of.item}`;
  const { rows } = await sql<{
    id: string;
    received_at: Date;
    type: string;
    item_id: string | null;
    outcome: string;
    cause: string | null;
  }>`
    select e.id, e.received_at, e.type, e.item_id, d.outcome, e.cause
    from events e join decisions d on d.id = e.id
    where ${condition} order by e.id desc limit ${STEPS}`.execute(db);
  return rows.map((row) => ({
    decision: row.id,
    at: row.received_at.toISOString(),
    type: row.type,
    item: row.item_id,
    outcome: row.outcome,
    cause: row.cause,
  }));
}
