import { WebhookParams } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Service } from "../../service/service.js";
import { deleteWebhook } from "../delete-webhook.js";

/** `DELETE /v1/webhooks/{webhook}` */
export function deleteWebhookRoute(service: Service): Route {
  return route({
    operation: "deleteWebhook",
    method: "DELETE",
    path: "/v1/webhooks/:webhook",
    summary: "Delete a webhook endpoint and its messages",
    tag: "Webhooks",
    scope: "webhooks:write",
    params: WebhookParams,
    responses: { 204: { description: "It is deleted" } },
    errors: ["EH_WEBHOOK_NOT_FOUND"],
    idempotency: "natural",
    async handle({ params, caller }) {
      await deleteWebhook(service, caller.actor, params.webhook);
      return { status: 204 };
    },
  });
}
