/** Taking messages to deliver, for a while: a process that ends without a word loses them to others when the lease ends. */
import { sql } from "kysely";
import { readEntriesAt, type StoredEntry } from "../journal/read-entries.js";
import type { Reader, Tx } from "../store/transaction.js";
import { type EndpointRow, type MessageRow } from "./endpoint.js";

/** A message that this process may send until `leasedUntil`. */
export interface ClaimedMessage {
  readonly id: string;
  readonly attempts: number;
  readonly leasedUntil: Date;
  readonly endpoint: EndpointRow;
  readonly seq: number;
  /** Undefined where the entry is past its retention. */
  readonly entry: StoredEntry | undefined;
}

/** Active endpoints, not paused, for which a message is due and free. */
export async function dueEndpoints(db: Reader, nowMs: number): Promise<readonly EndpointRow[]> {
  const now = new Date(nowMs).toISOString();
  return db
    .selectFrom("webhook_endpoints")
    .selectAll()
    .where("state", "=", "active")
    .where(sql<boolean>`(paused_until is null or paused_until <= ${now}::timestamptz)`)
    .where(
      sql<boolean>`exists (
        select 1 from webhook_messages m
        where m.endpoint_id = webhook_endpoints.id and m.state = 'pending' and m.next_attempt_at <= ${now}::timestamptz
          and (m.leased_until is null or m.leased_until <= ${now}::timestamptz))`,
    )
    .execute();
}

/**
 * Takes messages of one endpoint that are due. Of each subject (whose key is the endpoint's own, see `fan-out.ts`) only
 * the first that is not yet delivered or given up: the others wait for it.
 *
 * @param limit how many at most
 */
export async function claimMessages(
  tx: Tx,
  endpoint: EndpointRow,
  limit: number,
  nowMs: number,
  leaseMs: number,
): Promise<readonly ClaimedMessage[]> {
  const now = new Date(nowMs).toISOString();
  const leasedUntil = new Date(nowMs + leaseMs);
  const { rows } = await sql<Pick<MessageRow, "id" | "attempts" | "journal_seq">>`
    with due as (
      select m.id from webhook_messages m
      where m.endpoint_id = ${endpoint.id} and m.state = 'pending' and m.next_attempt_at <= ${now}::timestamptz
        and (m.leased_until is null or m.leased_until <= ${now}::timestamptz)
        and not exists (
          select 1 from webhook_messages earlier
          where earlier.subject = m.subject and earlier.journal_seq < m.journal_seq and earlier.state = 'pending')
      order by m.next_attempt_at, m.journal_seq
      limit ${limit}
      for update of m skip locked)
    update webhook_messages set leased_until = ${leasedUntil.toISOString()}::timestamptz
    from due where webhook_messages.id = due.id
    returning webhook_messages.id, webhook_messages.attempts, webhook_messages.journal_seq`.execute(tx);
  const entries = await readEntriesAt(
    tx,
    rows.map((row) => row.journal_seq),
  );
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry]));
  return rows
    .sort((a, b) => a.journal_seq - b.journal_seq)
    .map((row) => ({
      id: row.id,
      attempts: row.attempts,
      leasedUntil,
      endpoint,
      seq: row.journal_seq,
      entry: bySeq.get(row.journal_seq),
    }));
}
