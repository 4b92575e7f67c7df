import { PolicyApprovals, PolicyParams } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Service } from "../../service/service.js";
import { approvePolicy } from "../approve-policy.js";
import { approvalsView } from "../policy-view.js";

/** POST /v1/policies/:version/approve */
export function approvePolicyRoute(service: Service): Route {
  return route({
    operation: "approvePolicy",
    method: "POST",
    path: "/v1/policies/:version/approve",
    summary: "Approve a policy",
    description:
      "Where the service asks for approvals, a version is published only after another key than the one that uploaded it has approved it. Approving twice changes nothing.",
    tag: "Policies",
    scope: "policies:publish",
    params: PolicyParams,
    responses: { 200: { description: "Every approval of the version", schema: PolicyApprovals } },
    errors: ["EH_POLICY_NOT_FOUND", "EH_POLICY_APPROVAL_OWN"],
    idempotency: "natural",
    handle: async ({ caller, params: { version } }) => {
      const approvals = await approvePolicy(service, { version, actor: caller.actor });
      return { status: 200, body: { version, approvals: approvalsView(approvals) } };
    },
  });
}
