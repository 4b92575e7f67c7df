import { Key, KeyParams } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Service } from "../../service/service.js";
import { revokeKey } from "../revoke-key.js";

/** DELETE /v1/keys/:id */
export function revokeKeyRoute(service: Service): Route {
  return route({
    operation: "revokeKey",
    method: "DELETE",
    path: "/v1/keys/:id",
    summary: "Revoke an API key",
    description:
      "It stops to authenticate within five seconds, on every instance of the service. The last key that can manage keys is refused.",
    tag: "Keys",
    scope: "keys:write",
    params: KeyParams,
    responses: { 200: { description: "The key as it is now", schema: Key } },
    errors: ["EH_KEY_NOT_FOUND", "EH_KEY_BEYOND", "EH_KEY_LAST"],
    idempotency: "natural",
    handle: async ({ caller, params }) => ({ status: 200, body: await revokeKey(service, caller, params.id) }),
  });
}
