import { RedeliveredWebhook, RedeliverWebhookBody, WebhookParams } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Service } from "../../service/service.js";
import { redeliverDead, redeliverFrom } from "../redeliver-webhook.js";

/** `POST /v1/webhooks/{webhook}/redeliver` */
export function redeliverWebhookRoute(service: Service): Route {
  return route({
    operation: "redeliverWebhook",
    method: "POST",
    path: "/v1/webhooks/:webhook/redeliver",
    summary: "Send messages of a webhook endpoint again",
    description:
      "`dead`: what was given up. `fromSeq`: everything from a journal entry on. Ids of messages stay the same.",
    tag: "Webhooks",
    scope: "webhooks:write",
    params: WebhookParams,
    body: RedeliverWebhookBody,
    responses: { 202: { description: "They will be sent", schema: RedeliveredWebhook } },
    errors: ["EH_WEBHOOK_NOT_FOUND", "EH_WEBHOOK_AFTER"],
    idempotency: "natural",
    async handle({ params, body }) {
      const messages =
        "dead" in body
          ? await redeliverDead(service, params.webhook)
          : await redeliverFrom(service, params.webhook, body.fromSeq);
      return { status: 202, body: { messages } };
    },
  });
}
