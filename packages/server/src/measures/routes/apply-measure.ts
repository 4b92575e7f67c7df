import { ApplyMeasureBody, MeasureBody } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Domain } from "../../service/domain.js";
import { applyMeasure } from "../apply-measure.js";

/** POST /v1/measures */
export function applyMeasureRoute(domain: Domain): Route {
  return route({
    operation: "applyMeasure",
    method: "POST",
    path: "/v1/measures",
    summary: "Apply a measure that a person decided on",
    description:
      "Under a clause of the policy in force and as far as its ladder allows at the account's standing. The statement of reasons is issued with it.",
    tag: "Measures",
    scope: "measures:write",
    body: ApplyMeasureBody,
    responses: { 201: { description: "The measure", schema: MeasureBody } },
    errors: [
      "EH_MEASURE_CLAUSE_UNKNOWN",
      "EH_MEASURE_NOT_IN_LADDER",
      "EH_MEASURE_TARGET",
      "EH_MEASURE_POLICY",
      "EH_MEASURE_NOT_FOUND",
      "EH_POLICY_NONE",
    ],
    idempotency: "key",
    handle: async ({ body, caller }) => {
      const { kind, target, clause, scope = null, until = null, reason } = body;
      const measure = await applyMeasure(domain, { kind, target, clause, scope, until, reason, actor: caller.actor });
      return { status: 201, body: measure };
    },
  });
}
