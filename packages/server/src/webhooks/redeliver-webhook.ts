import { EvenhandError, type WebhookMessage } from "@evenhand/contract";
import { sql } from "kysely";
import { readHead } from "../journal/read-entries.js";
import { inTransaction, type Service } from "../service/service.js";
import { lockEndpoint, toWebhookMessage } from "./endpoint.js";

/**
 * Sends one message again, with its id, whatever became of it.
 *
 * @throws EvenhandError EH_WEBHOOK_NOT_FOUND, EH_WEBHOOK_MESSAGE_NOT_FOUND
 */
export async function redeliverMessage(
  service: Service,
  endpointId: string,
  messageId: string,
): Promise<WebhookMessage> {
  return inTransaction(service, async (tx) => {
    await lockEndpoint(tx, endpointId);
    const row = await tx
      .updateTable("webhook_messages")
      .set(again(service))
      .where("id", "=", messageId)
      .where("endpoint_id", "=", endpointId)
      .returningAll()
      .executeTakeFirst();
    if (row !== undefined) return toWebhookMessage(row);
    throw new EvenhandError(
      "EH_WEBHOOK_MESSAGE_NOT_FOUND",
      `Endpoint ${endpointId} has no message ${messageId}. Messages are kept for a while only; redeliver from a journal entry instead.`,
    );
  });
}

/**
 * Sends again what was given up.
 *
 * @returns how many messages
 * @throws EvenhandError EH_WEBHOOK_NOT_FOUND
 */
export async function redeliverDead(service: Service, endpointId: string): Promise<number> {
  return inTransaction(service, async (tx) => {
    await lockEndpoint(tx, endpointId);
    const result = await tx
      .updateTable("webhook_messages")
      .set(again(service))
      .where("endpoint_id", "=", endpointId)
      .where("state", "=", "dead")
      .executeTakeFirst();
    return Number(result.numUpdatedRows);
  });
}

/**
 * Makes the endpoint read the journal again from an entry on: everything it wants now is sent, in order, under the ids
 * that it had or would have had.
 *
 * @returns how many messages there were already, which are made anew
 * @throws EvenhandError EH_WEBHOOK_NOT_FOUND, EH_WEBHOOK_AFTER
 */
export async function redeliverFrom(service: Service, endpointId: string, fromSeq: number): Promise<number> {
  return inTransaction(service, async (tx) => {
    await lockEndpoint(tx, endpointId);
    const head = await readHead(tx);
    if (fromSeq > head + 1) {
      throw new EvenhandError("EH_WEBHOOK_AFTER", `The newest entry is ${head}. Give it or a lower number.`);
    }
    const deleted = await tx
      .deleteFrom("webhook_messages")
      .where("endpoint_id", "=", endpointId)
      .where("journal_seq", ">=", fromSeq)
      .executeTakeFirst();
    await tx
      .updateTable("webhook_endpoints")
      .set({ cursor: sql<number>`least(cursor, ${fromSeq - 1}::bigint)` })
      .where("id", "=", endpointId)
      .execute();
    return Number(deleted.numDeletedRows);
  });
}

/** A lease that somebody holds is left to run out: what they report then no longer counts. */
function again(service: Service) {
  return {
    state: "pending" as const,
    attempts: 0,
    next_attempt_at: new Date(service.clock.now()),
    leased_until: null,
    delivered_at: null,
  };
}
