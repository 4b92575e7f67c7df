import { ListWebhooksQuery, WebhookPage } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Service } from "../../service/service.js";
import { toWebhook } from "../endpoint.js";

const DEFAULT_LIMIT = 50;

/** `GET /v1/webhooks` */
export function listWebhooksRoute(service: Service): Route {
  return route({
    operation: "listWebhooks",
    method: "GET",
    path: "/v1/webhooks",
    summary: "List webhook endpoints",
    tag: "Webhooks",
    scope: "webhooks:write",
    query: ListWebhooksQuery,
    responses: { 200: { description: "Endpoints, oldest first", schema: WebhookPage } },
    errors: [],
    async handle({ query }) {
      const limit = query.limit ?? DEFAULT_LIMIT;
      let select = service.store.db.selectFrom("webhook_endpoints").selectAll();
      if (query.after !== undefined) select = select.where("id", ">", query.after);
      // One more, to know whether there is another page.
      const rows = await select
        .orderBy("id")
        .limit(limit + 1)
        .execute();
      const items = rows.slice(0, limit).map(toWebhook);
      const body: WebhookPage = { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
      return { status: 200, body };
    },
  });
}
