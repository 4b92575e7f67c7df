import { CreateWebhookBody, NewWebhook } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Service } from "../../service/service.js";
import { createWebhook } from "../create-webhook.js";
import { ownerOf } from "./owner.js";

/** `POST /v1/webhooks` */
export function createWebhookRoute(service: Service): Route {
  return route({
    operation: "createWebhook",
    method: "POST",
    path: "/v1/webhooks",
    summary: "Create a webhook endpoint",
    description: "The secret is in this answer and cannot be read again. Messages are those of Standard Webhooks.",
    tag: "Webhooks",
    scope: "webhooks:write",
    body: CreateWebhookBody,
    responses: { 201: { description: "The endpoint and its secret", schema: NewWebhook } },
    errors: ["EH_WEBHOOK_PRIVATE", "EH_OUTBOUND_URL", "EH_JOURNAL_ACTS", "EH_WEBHOOK_TOO_MANY", "EH_WEBHOOK_AFTER"],
    idempotency: "key",
    async handle({ body, caller }) {
      return { status: 201, body: await createWebhook(service, ownerOf(caller), body) };
    },
  });
}
