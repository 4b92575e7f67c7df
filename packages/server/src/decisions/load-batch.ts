/** What deciding a batch of events needs from the database, read in the batch's own transaction. */
import { EvenhandError } from "@evenhand/contract";
import { sql } from "kysely";
import type { IntakeEvent } from "../intake/intake-event.js";
import type { Reader, Tx } from "../store/transaction.js";

/** An event that was accepted before. */
export interface Accepted {
  readonly id: string;
  readonly hash: Buffer;
  /** The stored decision's JSON, or null after erasure. */
  readonly decision: string | null;
}

/** An item as far as deciding needs it. */
export interface MirroredItem {
  readonly id: string;
  readonly account: string | null;
  readonly version: string;
  readonly contentEvent: string;
  readonly reach: number;
  readonly checkpoint: number;
  readonly seenAt: number;
  /** Whether its author has deleted it. */
  readonly deleted: boolean;
}

/** Names an event: source and id. */
export function eventKey({ source, id }: { readonly source: string; readonly id: string }): string {
  return `${source}\n${id}`;
}

/**
 * Makes sure that this process still decides, and that the policy and the live banks it decides by stay as they are, until the
 * transaction ends.
 *
 * @throws EvenhandError EH_SERVICE_SUPERSEDED where another process has taken over
 * @returns the version in force, and the revision of live banks
 */
export async function lockInForce(
  tx: Tx,
  epoch: number,
): Promise<{ readonly version: string; readonly banks: number }> {
  const { rows } = await sql<{ policy_version: string; epoch: number; revision: number }>`/* prepared */
    select p.policy_version, d.epoch, b.revision from policy_in_force p, decider d, bank_head b for share`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new EvenhandError("EH_POLICY_NONE", "No policy is in force. Publish one first.");
  if (row.epoch !== epoch) {
    throw new EvenhandError(
      "EH_SERVICE_SUPERSEDED",
      "Another Evenhand service has begun to decide on this database. This one stops deciding; end it, or end the other and start this one again.",
    );
  }
  return { version: row.policy_version, banks: row.revision };
}

/** Which of these events were accepted before, by {@link eventKey}. */
export async function loadAccepted(db: Reader, events: readonly IntakeEvent[]): Promise<ReadonlyMap<string, Accepted>> {
  const { rows } = await sql<{
    source: string;
    event_id: string;
    body_hash: Buffer;
    id: string;
    decision: string | null;
  }>`
    select k.source, k.event_id, k.body_hash, k.id, d.decision
    from unnest(${events.map(({ event }) => event.source)}::text[], ${events.map(({ event }) => event.id)}::text[]) as e (source, event_id)
    join event_keys k using (source, event_id)
    left join decisions d on d.id = k.id`.execute(db);
  return new Map(
    rows.map((row) => [
      eventKey({ source: row.source, id: row.event_id }),
      { id: row.id, hash: row.body_hash, decision: row.decision },
    ]),
  );
}

/** Items by id. */
export async function loadItems(db: Reader, ids: readonly string[]): Promise<Map<string, MirroredItem>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{
    id: string;
    account_id: string | null;
    version: string;
    content_event: string;
    reach: number;
    reach_checkpoint: number;
    seen_at: Date;
    deleted_at: Date | null;
  }>`
    select id, account_id, version, content_event, reach, reach_checkpoint, seen_at, deleted_at from items
    where id = any(${ids}::text[])`.execute(db);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        account: row.account_id,
        version: row.version,
        contentEvent: row.content_event,
        reach: row.reach,
        checkpoint: row.reach_checkpoint,
        seenAt: row.seen_at.getTime(),
        deleted: row.deleted_at !== null,
      },
    ]),
  );
}

/** Stored bodies of events by id; those that are sealed or erased are left out. */
export async function loadBodies(db: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; body: string }>`
    select id, body from events where id = any(${ids}::uuid[]) and body is not null`.execute(db);
  return new Map(rows.map((row) => [row.id, row.body]));
}
