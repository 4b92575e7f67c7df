import { UuidParams } from "@evenhand/contract";
import { EvenhandError } from "@evenhand/contract";
import { explainRecord, suggestDetector } from "@evenhand/policy";
import { Type } from "typebox";
import { route, type Route } from "../../http/route.js";
import { recordView } from "../../journal/record-view.js";
import type { Domain } from "../../service/domain.js";
import { findDecision, recordOf } from "../find-decision.js";

/** GET /v1/decisions/{id}/explain */
export function explainDecisionRoute(domain: Domain): Route {
  return route({
    operation: "explainDecision",
    method: "GET",
    path: "/v1/decisions/:id/explain",
    summary: "Explain a decision down to each sub-expression",
    description:
      "Under the policy version that made the decision, with the facts recorded with it. `detector` asks for one detector, also one that did not hold; without it, every detector that found something is explained.",
    tag: "Decisions",
    scope: "decisions:read",
    params: UuidParams,
    query: Type.Object({ detector: Type.Optional(Type.String({ maxLength: 256 })) }, { additionalProperties: false }),
    responses: {
      200: {
        description: "Explanations",
        schema: Type.Object({ id: Type.String(), policy: Type.String(), explanations: Type.Array(Type.Unknown()) }),
      },
    },
    errors: ["EH_DECISION_NOT_FOUND", "EH_DECISION_ERASED", "EH_DETECTOR_NOT_FOUND"],
    handle: async ({ params, query, caller }) => {
      const found = await findDecision(domain, params.id);
      const record = recordOf(found);
      await recordView(domain, caller.actor, {
        subject: { kind: "decision", id: found.id },
        account: found.account,
        what: "the explanation of a decision",
      });
      const compiled = await domain.policies.load(found.policy);
      const wanted = query.detector === undefined ? record.decision.findings.map((f) => f.detector) : [query.detector];
      const explanations = wanted.map((detector) => {
        const explanation = explainRecord(compiled, record, detector);
        if (explanation !== undefined) return explanation;
        const nearest = suggestDetector(compiled, detector);
        throw new EvenhandError(
          "EH_DETECTOR_NOT_FOUND",
          `The policy has no detector "${detector}".${nearest === undefined ? "" : ` Did you mean "${nearest}"?`}`,
        );
      });
      return { status: 200, body: { id: found.id, policy: found.policy, explanations } };
    },
  });
}
