import { WebhookParams, WebhookTestResult } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Service } from "../../service/service.js";
import { testWebhook } from "../test-webhook.js";

/** `POST /v1/webhooks/{webhook}/test` */
export function testWebhookRoute(service: Service): Route {
  return route({
    operation: "testWebhook",
    method: "POST",
    path: "/v1/webhooks/:webhook/test",
    summary: "Send a webhook endpoint a test message",
    description:
      "Of the type `webhook.test`, signed like every other. Answers when the endpoint has, or has not in time.",
    tag: "Webhooks",
    scope: "webhooks:write",
    params: WebhookParams,
    responses: { 200: { description: "What the endpoint answered", schema: WebhookTestResult } },
    errors: ["EH_WEBHOOK_NOT_FOUND"],
    idempotency: "natural",
    async handle({ params, caller, signal }) {
      return { status: 200, body: await testWebhook(service, caller.actor, params.webhook, signal) };
    },
  });
}
