import { WebhookMessage, WebhookMessageParams } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Service } from "../../service/service.js";
import { redeliverMessage } from "../redeliver-webhook.js";

/** `POST /v1/webhooks/{webhook}/messages/{message}/redeliver` */
export function redeliverWebhookMessageRoute(service: Service): Route {
  return route({
    operation: "redeliverWebhookMessage",
    method: "POST",
    path: "/v1/webhooks/:webhook/messages/:message/redeliver",
    summary: "Send one message again",
    tag: "Webhooks",
    scope: "webhooks:write",
    params: WebhookMessageParams,
    responses: { 202: { description: "It will be sent", schema: WebhookMessage } },
    errors: ["EH_WEBHOOK_NOT_FOUND", "EH_WEBHOOK_MESSAGE_NOT_FOUND"],
    idempotency: "natural",
    async handle({ params }) {
      return { status: 202, body: await redeliverMessage(service, params.webhook, params.message) };
    },
  });
}
