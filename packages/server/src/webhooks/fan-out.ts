/** From the journal to messages: for each endpoint, one for each entry that it wants. */
import { sql } from "kysely";
import { deriveKey, type SecretKey, tokenFor } from "../config/secrets.js";
import { readEntries, readHead, type StoredEntry } from "../journal/read-entries.js";
import type { Service } from "../service/service.js";
import type { Tx } from "../store/transaction.js";
import { messageId } from "./message-id.js";

/** Entries of one transaction. */
const BATCH = 1000;
/** Messages that wait for one endpoint at most. What is beyond them waits in the journal, which grows anyway. */
const MAX_PENDING = 20_000;

/** Ids of active endpoints that the journal has something for. */
export async function endpointsBehind(service: Pick<Service, "store">): Promise<readonly string[]> {
  const head = await readHead(service.store.db);
  const rows = await service.store.db
    .selectFrom("webhook_endpoints")
    .select("id")
    .where("state", "=", "active")
    .where("cursor", "<", head)
    .orderBy("cursor")
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * Makes the next messages of one endpoint and moves its cursor, in one transaction: none is left out, and none is made
 * twice. Where another process is at it, nothing is done.
 *
 * @returns how many messages were made, and whether there is more to do at once
 */
export async function fanOut(
  service: Service,
  endpointId: string,
): Promise<{ readonly made: number; readonly more: boolean }> {
  const now = service.clock.now();
  // No bell: nothing is appended here.
  return service.store.db.transaction().execute(async (tx) => {
    const endpoint = await tx
      .selectFrom("webhook_endpoints")
      .select(["acts", "cursor"])
      .where("id", "=", endpointId)
      .where("state", "=", "active")
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (endpoint === undefined) return { made: 0, more: false };
    const room = MAX_PENDING - (await countPending(tx, endpointId, MAX_PENDING));
    if (room <= 0) return { made: 0, more: false };
    const limit = Math.min(BATCH, room);
    const page = await readEntries(tx, { after: endpoint.cursor, limit, acts: endpoint.acts });
    // An endpoint is not told about itself: what is done to it would cause what it is told.
    const wanted = page.entries.filter(({ subject }) => subject.kind !== "webhook" || subject.id !== endpointId);
    const made = await insertMessages(tx, deriveKey(service.config.secret, "webhook-order"), endpointId, wanted, now);
    await tx.updateTable("webhook_endpoints").set({ cursor: page.scannedTo }).where("id", "=", endpointId).execute();
    return { made, more: page.scannedTo < page.head };
  });
}

/** Messages that wait for an endpoint, counted up to a limit. */
export async function countPending(tx: Tx, endpointId: string, limit: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (
      select 1 from webhook_messages where endpoint_id = ${endpointId} and state = 'pending' limit ${limit}
    ) as counted`.execute(tx);
  return rows[0]?.n ?? 0;
}

async function insertMessages(
  tx: Tx,
  orderKey: SecretKey,
  endpointId: string,
  entries: readonly StoredEntry[],
  nowMs: number,
): Promise<number> {
  if (entries.length === 0) return 0;
  const now = new Date(nowMs).toISOString();
  const { numAffectedRows } = await sql`
    insert into webhook_messages (id, endpoint_id, journal_seq, act, subject, next_attempt_at, created_at)
    select id, ${endpointId}::uuid, seq, act, subject, ${now}::timestamptz, ${now}::timestamptz
    from unnest(
      ${entries.map(({ seq }) => messageId(endpointId, seq))}::text[], ${entries.map(({ seq }) => seq)}::bigint[],
      ${entries.map(({ act }) => act)}::text[], ${entries.map((entry) => orderOf(orderKey, endpointId, entry))}::text[]
    ) as r (id, seq, act, subject)
    on conflict (endpoint_id, journal_seq) do nothing`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

/**
 * What messages are kept in order by: endpoint and subject, in a form that says nothing without the service's secret, so
 * that erasing a person does not have to look here. An erased entry stands alone.
 */
function orderOf(key: SecretKey, endpointId: string, { seq, subject }: StoredEntry): string {
  const what = subject.id === null ? `entry ${seq}` : `${subject.kind}:${subject.id}`;
  return tokenFor(key, `${endpointId} ${what}`);
}
