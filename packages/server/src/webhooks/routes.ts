import type { Route } from "../http/route.js";
import type { Service } from "../service/service.js";
import { createWebhookRoute } from "./api/create-webhook.js";
import { deleteWebhookRoute } from "./api/delete-webhook.js";
import { getWebhookRoute } from "./api/get-webhook.js";
import { listWebhookMessagesRoute } from "./api/list-webhook-messages.js";
import { listWebhooksRoute } from "./api/list-webhooks.js";
import { redeliverWebhookMessageRoute } from "./api/redeliver-webhook-message.js";
import { redeliverWebhookRoute } from "./api/redeliver-webhook.js";
import { rotateWebhookSecretRoute } from "./api/rotate-webhook-secret.js";
import { testWebhookRoute } from "./api/test-webhook.js";
import { updateWebhookRoute } from "./api/update-webhook.js";

/** The operations on webhook endpoints and their messages. */
export function webhookRoutes(service: Service): readonly Route[] {
  return [
    createWebhookRoute(service),
    listWebhooksRoute(service),
    getWebhookRoute(service),
    updateWebhookRoute(service),
    deleteWebhookRoute(service),
    rotateWebhookSecretRoute(service),
    listWebhookMessagesRoute(service),
    redeliverWebhookRoute(service),
    redeliverWebhookMessageRoute(service),
    testWebhookRoute(service),
  ];
}
