import { NewWebhook, RotateWebhookSecretBody, WebhookParams } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Service } from "../../service/service.js";
import { rotateWebhookSecret } from "../rotate-webhook-secret.js";

const DEFAULT_OVERLAP_SECONDS = 86_400;

/** `POST /v1/webhooks/{webhook}/secret` */
export function rotateWebhookSecretRoute(service: Service): Route {
  return route({
    operation: "rotateWebhookSecret",
    method: "POST",
    path: "/v1/webhooks/:webhook/secret",
    summary: "Give a webhook endpoint a new secret",
    description: "Until the overlap has passed, messages are signed with the old secret too.",
    tag: "Webhooks",
    scope: "webhooks:write",
    params: WebhookParams,
    body: RotateWebhookSecretBody,
    responses: { 200: { description: "The endpoint and its new secret", schema: NewWebhook } },
    errors: ["EH_WEBHOOK_NOT_FOUND"],
    idempotency: "key",
    async handle({ params, body, caller }) {
      const overlap = body.overlapSeconds ?? DEFAULT_OVERLAP_SECONDS;
      return { status: 200, body: await rotateWebhookSecret(service, caller.actor, params.webhook, overlap) };
    },
  });
}
