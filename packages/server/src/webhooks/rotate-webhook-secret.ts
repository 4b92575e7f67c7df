import type { NewWebhook } from "@evenhand/contract";
import { type Actor, append, entry } from "../journal/append.js";
import { inTransaction, type Service } from "../service/service.js";
import { findEndpoint, lockEndpoint, storedSecrets, toWebhook } from "./endpoint.js";
import { addSecret } from "./endpoint-secrets.js";

/**
 * Gives an endpoint a new secret of the same kind. During the overlap messages carry a signature by each.
 *
 * @param overlapSeconds how long the old one stays valid
 * @throws EvenhandError EH_WEBHOOK_NOT_FOUND
 */
export async function rotateWebhookSecret(
  service: Service,
  actor: Actor,
  id: string,
  overlapSeconds: number,
): Promise<NewWebhook> {
  const now = service.clock.now();
  return inTransaction(service, async (tx) => {
    const row = await lockEndpoint(tx, id);
    const old = storedSecrets(row);
    const kind = old[0]?.kind ?? "v1";
    const { stored, text } = addSecret(service.config.secret, id, kind, old, now + overlapSeconds * 1000, now);
    await tx
      .updateTable("webhook_endpoints")
      .set({ secrets: JSON.stringify(stored) })
      .where("id", "=", id)
      .execute();
    const subject = { kind: "webhook", id };
    await append(tx, now, [
      entry({ act: "webhook.updated", actor, subject, account: null, data: { endpoint: id, fields: ["secret"] } }),
    ]);
    return { webhook: toWebhook(await findEndpoint(tx, id)), secret: text };
  });
}
