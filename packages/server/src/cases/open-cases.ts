/** Opening cases: one for each subject that a person must look at. Whoever finds such a subject goes through here. */
import { sql } from "kysely";
import type { Subject } from "../decisions/subject.js";
import { type Actor, entry, type NewEntry } from "../journal/append.js";
import type { Ids } from "../service/clock.js";
import type { Tx } from "../store/transaction.js";
import type { Write } from "../store/write-together.js";

/** A person must look at a subject. */
export interface CaseRequest {
  readonly subject: Subject;
  /** Whose conduct it is about. */
  readonly account: string | null;
  readonly clauses: readonly string[];
  readonly queue: string;
  /** `hold`, `review`, `error`, `reach`, or `bank:` and the name of a bank that was scanned for. */
  readonly openedFor: string;
  /** The decision that it is about. */
  readonly decision: string;
}

/** A case to be opened, and what for. */
export interface OpenedCase<R extends CaseRequest = CaseRequest> {
  readonly id: string;
  readonly request: R;
}

/** A decision that a case gathers, by clause. */
export interface JoinedCase {
  readonly caseId: string;
  readonly decisionId: string;
  readonly clause: string;
}

/**
 * Which cases are opened: one for each subject that has no open case. Everything else joins the case that is open already.
 *
 * Until the transaction ends nobody else may open cases: decisions are made by one process, and others lock its row of `decider`.
 */
export async function openCases<R extends CaseRequest>(
  tx: Tx,
  ids: Ids,
  requests: readonly R[],
): Promise<{ readonly opened: readonly OpenedCase<R>[]; readonly joined: readonly JoinedCase[] }> {
  const opened: OpenedCase<R>[] = [];
  const joined: JoinedCase[] = [];
  if (requests.length === 0) return { opened, joined };
  const subjects = requests.map(({ subject }) => subject);
  const { rows } = await sql<{ id: string; kind: string; subject: string }>`
    select c.id, c.subject_kind as kind, c.subject_id as subject
    from (select distinct * from unnest(${subjects.map((s) => s.kind)}::text[], ${subjects.map((s) => s.id)}::text[]) as u (kind, id)) s
    join cases c on c.subject_kind = s.kind and c.subject_id = s.id and c.state = 'open'`.execute(tx);
  const open = new Map(rows.map((row) => [keyOf({ kind: row.kind, id: row.subject }), row.id]));
  for (const request of requests) {
    const key = keyOf(request.subject);
    let id = open.get(key);
    if (id === undefined) {
      id = ids.next();
      open.set(key, id);
      opened.push({ id, request });
    }
    for (const clause of request.clauses) joined.push({ caseId: id, decisionId: request.decision, clause });
  }
  return { opened, joined };
}

function keyOf({ kind, id }: { readonly kind: string; readonly id: string }): string {
  return `${kind}\n${id}`;
}

/** The journal's entry of a case that is opened. */
export function caseEntry({ id, request }: OpenedCase, actor: Actor): NewEntry {
  return entry({
    act: "case.opened",
    actor,
    subject: request.subject,
    account: request.account,
    data: {
      case: id,
      subject: request.subject,
      queue: request.queue,
      for: request.openedFor,
      clauses: [...request.clauses],
      decision: request.decision,
    },
  });
}

/**
 * Cases that are opened, and the decisions that they and earlier ones gather.
 *
 * @param seqOf number of each opened case's journal entry
 */
export function caseWrites(
  opened: readonly OpenedCase[],
  joined: readonly JoinedCase[],
  { seqOf, now }: { readonly seqOf: (id: string) => number; readonly now: string },
): readonly Write[] {
  const writes: Write[] = [];
  if (opened.length > 0) {
    const requests = opened.map(({ request }) => request);
    writes.push(sql`
      insert into cases (id, subject_kind, subject_id, account_id, queue, opened_for, opened_at, journal_seq)
      select id, subject_kind, subject_id, account_id, queue, opened_for, ${now}::timestamptz, journal_seq
      from unnest(${opened.map((o) => o.id)}::uuid[], ${requests.map((r) => r.subject.kind)}::text[],
        ${requests.map((r) => r.subject.id)}::text[], ${requests.map((r) => r.account)}::text[],
        ${requests.map((r) => r.queue)}::text[], ${requests.map((r) => r.openedFor)}::text[],
        ${opened.map((o) => seqOf(o.id))}::bigint[])
        as c (id, subject_kind, subject_id, account_id, queue, opened_for, journal_seq)`);
  }
  if (joined.length > 0) {
    writes.push(sql`
      insert into case_decisions (case_id, decision_id, clause)
      select * from unnest(${joined.map((j) => j.caseId)}::uuid[], ${joined.map((j) => j.decisionId)}::uuid[],
        ${joined.map((j) => j.clause)}::text[])
      on conflict do nothing`);
  }
  return writes;
}
