import { PolicyPublication, RollbackPolicyBody } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Service } from "../../service/service.js";
import type { PolicyBook } from "../policy-book.js";
import { publicationView } from "../policy-view.js";
import { rollbackPolicy } from "../rollback-policy.js";

/** POST /v1/policies/rollback */
export function rollbackPolicyRoute(service: Service, book: PolicyBook): Route {
  return route({
    operation: "rollbackPolicy",
    method: "POST",
    path: "/v1/policies/rollback",
    summary: "Roll back to an earlier policy",
    description:
      "Puts the version that was in force before in force again, or the one named by `to`. What was published stays in the history, and so do the decisions made under it.",
    tag: "Policies",
    scope: "policies:publish",
    body: RollbackPolicyBody,
    responses: { 200: { description: "The publication in force", schema: PolicyPublication } },
    errors: [
      "EH_POLICY_NO_PREVIOUS",
      "EH_POLICY_NEVER_PUBLISHED",
      "EH_POLICY_NOT_FOUND",
      "EH_POLICY_CHANGED",
      "EH_POLICY_VERSION_DRIFT",
      "EH_BANK_KIND",
    ],
    idempotency: "key",
    handle: async ({ caller, body: { to, expect } }) => {
      const published = await rollbackPolicy(service, book, { actor: caller.actor, to, expect });
      return { status: 200, body: publicationView(published) };
    },
  });
}
