import { WebhookDetail, WebhookParams } from "@evenhand/contract";
import { sql } from "kysely";
import { route, type Route } from "../../http/route.js";
import { readHead } from "../../journal/read-entries.js";
import type { Service } from "../../service/service.js";
import { findEndpoint, toWebhook } from "../endpoint.js";

/** `GET /v1/webhooks/{webhook}` */
export function getWebhookRoute(service: Service): Route {
  return route({
    operation: "getWebhook",
    method: "GET",
    path: "/v1/webhooks/:webhook",
    summary: "Read a webhook endpoint",
    tag: "Webhooks",
    scope: "webhooks:write",
    params: WebhookParams,
    responses: { 200: { description: "The endpoint, with what waits for it", schema: WebhookDetail } },
    errors: ["EH_WEBHOOK_NOT_FOUND"],
    async handle({ params }) {
      const { db } = service.store;
      const row = await findEndpoint(db, params.webhook);
      const { rows } = await sql<{ pending: number; dead: number }>`
        select count(*) filter (where state = 'pending') as pending, count(*) filter (where state = 'dead') as dead
        from webhook_messages where endpoint_id = ${row.id} and state in ('pending', 'dead')`.execute(db);
      const { pending = 0, dead = 0 } = rows[0] ?? {};
      const lag = Math.max(0, (await readHead(db)) - row.cursor);
      const body: WebhookDetail = { ...toWebhook(row), pending, dead, lag };
      return { status: 200, body };
    },
  });
}
