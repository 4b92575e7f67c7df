import { KeyPage, ListKeysQuery } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Service } from "../../service/service.js";
import { listKeys } from "../list-keys.js";

/** GET /v1/keys */
export function listKeysRoute(service: Service): Route {
  return route({
    operation: "listKeys",
    method: "GET",
    path: "/v1/keys",
    summary: "List API keys",
    description: "Every key, ended ones too, in the order of their ids, without secrets.",
    tag: "Keys",
    scope: "keys:write",
    query: ListKeysQuery,
    responses: { 200: { description: "A page of keys", schema: KeyPage } },
    errors: [],
    handle: async ({ query }) => ({ status: 200, body: await listKeys(service, query) }),
  });
}
