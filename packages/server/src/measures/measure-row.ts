import type { MeasureKind } from "@evenhand/contract";
import type { Selectable } from "kysely";
import type { MeasuresTable } from "../store/database.js";
import type { Reader, Tx } from "../store/transaction.js";
import type { Target } from "./effective-state.js";

/** A measure as stored. */
export type MeasureRow = Selectable<MeasuresTable>;

/** The target of a stored measure. */
export function targetOfRow(row: Pick<MeasureRow, "target_kind" | "target_id">): Target {
  return { kind: row.target_kind, id: row.target_id };
}

/** One measure, or undefined. */
export async function findMeasure(db: Reader, id: string): Promise<MeasureRow | undefined> {
  return db.selectFrom("measures").selectAll().where("id", "=", id).executeTakeFirst();
}

/** One measure, locked until the transaction ends, or undefined. */
export async function lockMeasure(tx: Tx, id: string): Promise<MeasureRow | undefined> {
  return tx.selectFrom("measures").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
}

/** A measure as the API shows it. */
export interface ShownMeasure {
  readonly id: string;
  readonly kind: MeasureKind;
  readonly target: Target;
  readonly account: string | null;
  readonly item: string | null;
  readonly scope: string | null;
  readonly clause: string;
  readonly policy: string;
  readonly decision: string | null;
  readonly imposedBy: { readonly role: string; readonly id: string | null };
  readonly appliedAt: string;
  readonly until: string | null;
  readonly statement: string;
  readonly ended: {
    readonly at: string;
    readonly how: string;
    readonly by: { readonly role: string; readonly id: string | null };
    readonly reason: string | null;
  } | null;
  readonly voidedAt: string | null;
}

/** The API's form of a stored measure. */
export function showMeasure(row: MeasureRow): ShownMeasure {
  return {
    id: row.id,
    kind: row.kind,
    target: targetOfRow(row),
    account: row.account_id,
    item: row.item_id,
    scope: row.scope,
    clause: row.clause,
    policy: row.policy_version,
    decision: row.decision_id,
    imposedBy: { role: row.imposed_by_role, id: row.imposed_by },
    appliedAt: row.applied_at.toISOString(),
    until: row.until?.toISOString() ?? null,
    statement: row.statement_id,
    ended:
      row.ended_at === null
        ? null
        : {
            at: row.ended_at.toISOString(),
            how: row.ended_how as string,
            by: { role: row.ended_by_role as string, id: row.ended_by },
            reason: row.ended_reason,
          },
    voidedAt: row.voided_at?.toISOString() ?? null,
  };
}
