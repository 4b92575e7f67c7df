import { KeyParams, NewKey, RotateKeyBody } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Service } from "../../service/service.js";
import { rotateKey } from "../rotate-key.js";

/** POST /v1/keys/:id/rotate */
export function rotateKeyRoute(service: Service): Route {
  return route({
    operation: "rotateKey",
    method: "POST",
    path: "/v1/keys/:id/rotate",
    summary: "Replace an API key",
    description:
      "Creates a key with the same name, role and scopes. The old one stays valid for `overlapSeconds` (a day unless said), so that whoever uses it can change over.",
    tag: "Keys",
    scope: "keys:write",
    params: KeyParams,
    body: RotateKeyBody,
    responses: { 201: { description: "The new key and its text", schema: NewKey } },
    errors: ["EH_KEY_NOT_FOUND", "EH_KEY_ENDED", "EH_KEY_BEYOND", "EH_KEY_EXPIRY"],
    idempotency: "key",
    handle: async ({ caller, params, body }) => {
      const created = await rotateKey(service, caller, params.id, body);
      return { status: 201, body: created, headers: { "cache-control": "no-store" } };
    },
  });
}
