import { PolicyDetail, PolicyParams } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Service } from "../../service/service.js";
import { getPolicy } from "../get-policy.js";

/** GET /v1/policies/:version */
export function getPolicyRoute(service: Service): Route {
  return route({
    operation: "getPolicy",
    method: "GET",
    path: "/v1/policies/:version",
    summary: "Read a policy",
    description:
      "A stored version: its clauses, and what lint, cases and the comparison with the policy then in force found.",
    tag: "Policies",
    scope: "policies:read",
    params: PolicyParams,
    responses: { 200: { description: "The policy", schema: PolicyDetail } },
    errors: ["EH_POLICY_NOT_FOUND"],
    handle: async ({ params }) => ({ status: 200, body: await getPolicy(service, params.version) }),
  });
}
