import { ItemBody, PlatformIdParams } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import { recordView } from "../../journal/record-view.js";
import type { Domain } from "../../service/domain.js";
import { getItem } from "../get-item.js";

/** GET /v1/items/{id} */
export function getItemRoute(domain: Domain): Route {
  return route({
    operation: "getItem",
    method: "GET",
    path: "/v1/items/:id",
    summary: "Read an item with its effective state and history",
    tag: "Accounts and items",
    scope: "accounts:read",
    params: PlatformIdParams,
    responses: { 200: { description: "The item", schema: ItemBody } },
    errors: ["EH_ITEM_NOT_FOUND"],
    handle: async ({ params: { id }, caller }) => {
      const body = await getItem(domain, id);
      await recordView(domain, caller.actor, { subject: { kind: "item", id }, account: body.account, what: "an item" });
      return { status: 200, body };
    },
  });
}
