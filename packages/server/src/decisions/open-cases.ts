import { sql } from "kysely";
import type { Ids } from "../service/clock.js";
import type { Tx } from "../store/transaction.js";
import type { OpenedCase } from "./batch-entries.js";
import type { Decided } from "./batch-plan.js";

/** A decision that a case gathers, by clause. */
export interface JoinedCase {
  readonly caseId: string;
  readonly decisionId: string;
  readonly clause: string;
}

/**
 * Which cases a batch opens: one for each subject that a person must look at and that has no open case. Everything else
 * joins the case that is open already.
 */
export async function openCases(
  tx: Tx,
  ids: Ids,
  decided: readonly Decided[],
): Promise<{ readonly opened: ReadonlyMap<Decided, OpenedCase>; readonly joined: readonly JoinedCase[] }> {
  const waiting = decided.filter((one) => one.review !== undefined);
  const opened = new Map<Decided, OpenedCase>();
  const joined: JoinedCase[] = [];
  if (waiting.length === 0) return { opened, joined };
  const subjects = waiting.map(({ review }) => (review as NonNullable<Decided["review"]>).subject);
  const { rows } = await sql<{ id: string; kind: string; subject: string }>`
    select c.id, c.subject_kind as kind, c.subject_id as subject
    from (select distinct * from unnest(${subjects.map((s) => s.kind)}::text[], ${subjects.map((s) => s.id)}::text[]) as u (kind, id)) s
    join cases c on c.subject_kind = s.kind and c.subject_id = s.id and c.state = 'open'`.execute(tx);
  const open = new Map(rows.map((row) => [keyOf({ kind: row.kind, id: row.subject }), row.id]));
  for (const one of waiting) {
    const planned = one.review as NonNullable<Decided["review"]>;
    const key = keyOf(planned.subject);
    let id = open.get(key);
    if (id === undefined) {
      id = ids.next();
      open.set(key, id);
      opened.set(one, { id, planned, decided: one });
    }
    for (const clause of planned.clauses) joined.push({ caseId: id, decisionId: one.id, clause });
  }
  return { opened, joined };
}

function keyOf({ kind, id }: { readonly kind: string; readonly id: string }): string {
  return `${kind}\n${id}`;
}
