import { EndMeasureBody, MeasureBody, UuidParams } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Domain } from "../../service/domain.js";
import { voidMeasure } from "../lift-measure.js";

/** POST /v1/measures/{id}/void */
export function voidMeasureRoute(domain: Domain): Route {
  return route({
    operation: "voidMeasure",
    method: "POST",
    path: "/v1/measures/:id/void",
    summary: "Void a measure: the decision was wrong",
    description:
      "The strikes that it gave are voided by name, also after the measure has ended. Other measures on the same target stay as they are.",
    tag: "Measures",
    scope: "measures:write",
    params: UuidParams,
    body: EndMeasureBody,
    responses: { 200: { description: "The measure as it is now", schema: MeasureBody } },
    errors: ["EH_MEASURE_NOT_FOUND", "EH_MEASURE_VOIDED"],
    idempotency: "key",
    handle: async ({ params, body, caller }) => {
      const { reason } = body;
      return { status: 200, body: await voidMeasure(domain, { measure: params.id, reason, actor: caller.actor }) };
    },
  });
}
