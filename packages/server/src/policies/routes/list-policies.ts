import { ListPoliciesQuery, PolicyPage } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Service } from "../../service/service.js";
import { listPolicies } from "../list-policies.js";

/** GET /v1/policies */
export function listPoliciesRoute(service: Service): Route {
  return route({
    operation: "listPolicies",
    method: "GET",
    path: "/v1/policies",
    summary: "List policies",
    description: "Every stored version, newest upload first, with its approvals and publications.",
    tag: "Policies",
    scope: "policies:read",
    query: ListPoliciesQuery,
    responses: { 200: { description: "A page of policies", schema: PolicyPage } },
    errors: [],
    handle: async ({ query }) => ({ status: 200, body: await listPolicies(service, query) }),
  });
}
