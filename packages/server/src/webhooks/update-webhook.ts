import type { UpdateWebhookBody, Webhook } from "@evenhand/contract";
import { checkActPatterns } from "../journal/act-patterns.js";
import { append, entry, type NewEntry } from "../journal/append.js";
import { inTransaction, type Service } from "../service/service.js";
import { checkTarget } from "./check-target.js";
import type { WebhookOwner } from "./create-webhook.js";
import { findEndpoint, lockEndpoint, toWebhook } from "./endpoint.js";

/**
 * Changes an endpoint. Making it active again forgets past failures and tries what waits at once.
 *
 * @throws EvenhandError EH_WEBHOOK_NOT_FOUND, EH_WEBHOOK_PRIVATE, EH_OUTBOUND_URL, EH_JOURNAL_ACTS
 */
export async function updateWebhook(
  service: Service,
  { actor, isAdmin }: WebhookOwner,
  id: string,
  body: UpdateWebhookBody,
): Promise<Webhook> {
  if (body.acts !== undefined) checkActPatterns(body.acts, "/acts");
  const now = service.clock.now();
  return inTransaction(service, async (tx) => {
    const before = await lockEndpoint(tx, id);
    const url = body.url ?? before.url;
    const allowPrivate = body.allowPrivate ?? before.allow_private;
    if (body.url !== undefined || body.allowPrivate !== undefined) {
      checkTarget(service.config, { url, allowPrivate }, isAdmin);
    }
    const state = body.state ?? before.state;
    const activated = state === "active" && before.state === "disabled";
    const disabled = state === "disabled" && before.state === "active";
    await tx
      .updateTable("webhook_endpoints")
      .set({
        url,
        allow_private: allowPrivate,
        description: body.description ?? before.description,
        acts: [...(body.acts ?? before.acts)],
        state,
        ...(activated ? { disabled_reason: null } : {}),
        ...(disabled ? { disabled_reason: "Disabled on request." } : {}),
        ...(body.state === "active" ? { failures: 0, failing_since: null, paused_until: null } : {}),
      })
      .where("id", "=", id)
      .execute();
    if (activated) {
      await tx
        .updateTable("webhook_messages")
        .set({ next_attempt_at: new Date(now) })
        .where("endpoint_id", "=", id)
        .where("state", "=", "pending")
        .where("next_attempt_at", ">", new Date(now))
        .execute();
    }
    const subject = { kind: "webhook", id };
    const fields = Object.keys(body).filter((field) => field !== "state" || activated);
    const entries: NewEntry[] = [];
    if (fields.length > 0) {
      const data = { endpoint: id, fields };
      entries.push(entry({ act: "webhook.updated", actor, subject, account: null, data }));
    }
    if (disabled) {
      const data = { endpoint: id, reason: "Disabled on request." };
      entries.push(entry({ act: "webhook.disabled", actor, subject, account: null, data }));
    }
    if (entries.length > 0) await append(tx, now, entries);
    return toWebhook(await findEndpoint(tx, id));
  });
}
