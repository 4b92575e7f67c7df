import { ListWebhookMessagesQuery, WebhookMessagePage, WebhookParams } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Service } from "../../service/service.js";
import { findEndpoint, toWebhookMessage } from "../endpoint.js";

const DEFAULT_LIMIT = 50;

/** `GET /v1/webhooks/{webhook}/messages` */
export function listWebhookMessagesRoute(service: Service): Route {
  return route({
    operation: "listWebhookMessages",
    method: "GET",
    path: "/v1/webhooks/:webhook/messages",
    summary: "List the messages of a webhook endpoint",
    description: "In the order of the journal. `state=dead`: those that were given up.",
    tag: "Webhooks",
    scope: "webhooks:write",
    params: WebhookParams,
    query: ListWebhookMessagesQuery,
    responses: { 200: { description: "Messages", schema: WebhookMessagePage } },
    errors: ["EH_WEBHOOK_NOT_FOUND"],
    async handle({ params, query }) {
      const { db } = service.store;
      await findEndpoint(db, params.webhook);
      const limit = query.limit ?? DEFAULT_LIMIT;
      let select = db
        .selectFrom("webhook_messages")
        .selectAll()
        .where("endpoint_id", "=", params.webhook)
        .where("journal_seq", ">", query.after ?? 0);
      if (query.state !== undefined) select = select.where("state", "=", query.state);
      const rows = await select
        .orderBy("journal_seq")
        .limit(limit + 1)
        .execute();
      const items = rows.slice(0, limit).map(toWebhookMessage);
      const last = items.at(-1);
      const body: WebhookMessagePage = {
        items,
        next: rows.length > limit && last !== undefined ? String(last.seq) : null,
      };
      return { status: 200, body };
    },
  });
}
