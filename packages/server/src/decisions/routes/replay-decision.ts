import { ReplayResult, UuidParams } from "@evenhand/contract";
import { createReplayer } from "@evenhand/policy";
import { route, type Route } from "../../http/route.js";
import type { Domain } from "../../service/domain.js";
import { findDecision, recordOf } from "../find-decision.js";

/** POST /v1/decisions/{id}/replay */
export function replayDecisionRoute(domain: Domain): Route {
  return route({
    operation: "replayDecision",
    method: "POST",
    path: "/v1/decisions/:id/replay",
    summary: "Make a decision again from its record, and compare",
    description: "Under the policy version that made it. Nothing is recorded.",
    tag: "Decisions",
    scope: "decisions:read",
    params: UuidParams,
    responses: { 200: { description: "Whether it is the same to the byte", schema: ReplayResult } },
    errors: ["EH_DECISION_NOT_FOUND", "EH_DECISION_ERASED"],
    idempotency: "natural",
    handle: async ({ params }) => {
      const found = await findDecision(domain, params.id);
      const compiled = await domain.policies.load(found.policy);
      const replayed = createReplayer(compiled).replay(recordOf(found));
      const same = JSON.stringify(replayed) === found.decision;
      return { status: 200, body: { id: found.id, policy: found.policy, same, ...(same ? {} : { replayed }) } };
    },
  });
}
