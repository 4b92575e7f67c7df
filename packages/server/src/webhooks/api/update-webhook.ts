import { UpdateWebhookBody, Webhook, WebhookParams } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Service } from "../../service/service.js";
import { updateWebhook } from "../update-webhook.js";
import { ownerOf } from "./owner.js";

/** `PATCH /v1/webhooks/{webhook}` */
export function updateWebhookRoute(service: Service): Route {
  return route({
    operation: "updateWebhook",
    method: "PATCH",
    path: "/v1/webhooks/:webhook",
    summary: "Change a webhook endpoint",
    description: "Fields that are not given stay. `state: active` ends a pause and tries at once what waits.",
    tag: "Webhooks",
    scope: "webhooks:write",
    params: WebhookParams,
    body: UpdateWebhookBody,
    responses: { 200: { description: "The endpoint as it is now", schema: Webhook } },
    errors: ["EH_WEBHOOK_NOT_FOUND", "EH_WEBHOOK_PRIVATE", "EH_OUTBOUND_URL", "EH_JOURNAL_ACTS"],
    idempotency: "natural",
    async handle({ params, body, caller }) {
      return { status: 200, body: await updateWebhook(service, ownerOf(caller), params.webhook, body) };
    },
  });
}
