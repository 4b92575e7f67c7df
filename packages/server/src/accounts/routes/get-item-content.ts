import { ItemContentBody, PlatformIdParams } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import { recordView } from "../../journal/record-view.js";
import type { Domain } from "../../service/domain.js";
import { getItemContent } from "../get-item-content.js";

/** GET /v1/items/{id}/content */
export function getItemContentRoute(domain: Domain): Route {
  return route({
    operation: "getItemContent",
    method: "GET",
    path: "/v1/items/:id/content",
    summary: "Read an item's content, of a removed item from quarantine",
    tag: "Accounts and items",
    scope: "accounts:read",
    params: PlatformIdParams,
    responses: { 200: { description: "The content", schema: ItemContentBody } },
    errors: ["EH_ITEM_NOT_FOUND", "EH_ITEM_CONTENT_GONE"],
    handle: async ({ params, caller }) => {
      const { account, ...body } = await getItemContent(domain, params.id);
      const what = body.quarantined ? "the content of a removed item" : "the content of an item";
      await recordView(domain, caller.actor, { subject: { kind: "item", id: params.id }, account, what });
      return { status: 200, body };
    },
  });
}
