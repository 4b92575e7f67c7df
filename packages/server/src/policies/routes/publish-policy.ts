import { PolicyParams, PolicyPublication, PublishPolicyBody } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Service } from "../../service/service.js";
import type { PolicyBook } from "../policy-book.js";
import { publicationView } from "../policy-view.js";
import { publishPolicy } from "../publish-policy.js";

/** POST /v1/policies/:version/publish */
export function publishPolicyRoute(service: Service, book: PolicyBook): Route {
  return route({
    operation: "publishPolicy",
    method: "POST",
    path: "/v1/policies/:version/publish",
    summary: "Publish a policy",
    description:
      "Puts an uploaded version in force, at once and for every decision that is committed afterwards. Publishing what is in force already changes nothing.",
    tag: "Policies",
    scope: "policies:publish",
    params: PolicyParams,
    body: PublishPolicyBody,
    responses: { 200: { description: "The publication in force", schema: PolicyPublication } },
    errors: [
      "EH_POLICY_NOT_FOUND",
      "EH_POLICY_APPROVAL_MISSING",
      "EH_POLICY_BACKTEST_MISSING",
      "EH_POLICY_CHANGED",
      "EH_POLICY_VERSION_DRIFT",
      "EH_BANK_KIND",
    ],
    idempotency: "natural",
    handle: async ({ caller, params, body }) => {
      const { version } = params;
      const published = await publishPolicy(service, book, { version, actor: caller.actor, expect: body.expect });
      return { status: 200, body: publicationView(published) };
    },
  });
}
