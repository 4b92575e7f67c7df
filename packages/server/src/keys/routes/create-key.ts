import { CreateKeyBody, NewKey } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Service } from "../../service/service.js";
import { createKey } from "../create-key.js";

/** POST /v1/keys */
export function createKeyRoute(service: Service): Route {
  return route({
    operation: "createKey",
    method: "POST",
    path: "/v1/keys",
    summary: "Create an API key",
    description:
      "The answer holds the key's text, which is stored only as a hash and cannot be read again. A key never gets a scope that the key that creates it does not have; only keys of role `operator` create keys of another role.",
    tag: "Keys",
    scope: "keys:write",
    body: CreateKeyBody,
    responses: { 201: { description: "The key and its text", schema: NewKey } },
    errors: ["EH_KEY_BEYOND", "EH_KEY_EXPIRY"],
    idempotency: "key",
    handle: async ({ caller, body }) => {
      const created = await createKey(service, caller, body);
      return { status: 201, body: created, headers: { "cache-control": "no-store" } };
    },
  });
}
