import { type Actor, append, entry } from "../journal/append.js";
import { inTransaction, type Service } from "../service/service.js";
import { lockEndpoint } from "./endpoint.js";

/**
 * Deletes an endpoint and its messages. What is being sent at this moment may still arrive.
 *
 * @throws EvenhandError EH_WEBHOOK_NOT_FOUND
 */
export async function deleteWebhook(service: Service, actor: Actor, id: string): Promise<void> {
  await inTransaction(service, async (tx) => {
    await lockEndpoint(tx, id);
    await tx.deleteFrom("webhook_endpoints").where("id", "=", id).execute();
    const subject = { kind: "webhook", id };
    await append(tx, service.clock.now(), [
      entry({ act: "webhook.deleted", actor, subject, account: null, data: { endpoint: id } }),
    ]);
  });
}
