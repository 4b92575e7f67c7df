import { PolicyDetail } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Service } from "../../service/service.js";
import { getPolicyInForce } from "../get-policy.js";

/** GET /v1/policies/current */
export function getPolicyInForceRoute(service: Service): Route {
  return route({
    operation: "getPolicyInForce",
    method: "GET",
    path: "/v1/policies/current",
    summary: "Read the policy in force",
    tag: "Policies",
    scope: "policies:read",
    responses: { 200: { description: "The policy in force", schema: PolicyDetail } },
    errors: ["EH_POLICY_NONE"],
    handle: async () => ({ status: 200, body: await getPolicyInForce(service) }),
  });
}
