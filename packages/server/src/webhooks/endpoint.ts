import { EvenhandError, type Webhook, type WebhookMessage } from "@evenhand/contract";
import type { Selectable } from "kysely";
import type { WebhookEndpointsTable, WebhookMessagesTable } from "../store/database.js";
import type { Reader, Tx } from "../store/transaction.js";
import type { StoredSecret } from "./endpoint-secrets.js";

export type EndpointRow = Selectable<WebhookEndpointsTable>;
export type MessageRow = Selectable<WebhookMessagesTable>;

/** @throws EvenhandError EH_WEBHOOK_NOT_FOUND */
export async function findEndpoint(db: Reader, id: string): Promise<EndpointRow> {
  const row = await db.selectFrom("webhook_endpoints").selectAll().where("id", "=", id).executeTakeFirst();
  return row ?? missing(id);
}

/**
 * Finds an endpoint and keeps others from changing it until the transaction ends. Taken before locks on its messages,
 * everywhere, so that two transactions never wait for each other.
 *
 * @throws EvenhandError EH_WEBHOOK_NOT_FOUND
 */
export async function lockEndpoint(tx: Tx, id: string): Promise<EndpointRow> {
  const row = await tx.selectFrom("webhook_endpoints").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
  return row ?? missing(id);
}

/** Its keys, newest first. */
export function storedSecrets(row: EndpointRow): readonly StoredSecret[] {
  return row.secrets as readonly StoredSecret[];
}

/** An endpoint as the API gives it. */
export function toWebhook(row: EndpointRow): Webhook {
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    acts: row.acts,
    state: row.state,
    disabledReason: row.disabled_reason,
    allowPrivate: row.allow_private,
    signature: storedSecrets(row)[0]?.kind ?? "v1",
    createdAt: row.created_at.toISOString(),
    cursor: row.cursor,
    failingSince: row.failing_since?.toISOString() ?? null,
    pausedUntil: row.paused_until?.toISOString() ?? null,
  };
}

/** A message as the API gives it. */
export function toWebhookMessage(row: MessageRow): WebhookMessage {
  return {
    id: row.id,
    seq: row.journal_seq,
    act: row.act,
    state: row.state,
    attempts: row.attempts,
    nextAttemptAt: row.state === "pending" ? row.next_attempt_at.toISOString() : null,
    lastStatus: row.last_status,
    lastError: row.last_error,
    createdAt: row.created_at.toISOString(),
    deliveredAt: row.delivered_at?.toISOString() ?? null,
  };
}

function missing(id: string): never {
  throw new EvenhandError("EH_WEBHOOK_NOT_FOUND", `There is no endpoint ${id}. GET /v1/webhooks lists them.`);
}
