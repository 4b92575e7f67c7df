import { EndMeasureBody, MeasureBody, UuidParams } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Domain } from "../../service/domain.js";
import { liftMeasure } from "../lift-measure.js";

/** POST /v1/measures/{id}/lift */
export function liftMeasureRoute(domain: Domain): Route {
  return route({
    operation: "liftMeasure",
    method: "POST",
    path: "/v1/measures/:id/lift",
    summary: "Lift a measure: it is no longer needed",
    description: "The decision was right, so its strikes stay. Other measures on the same target stay as they are.",
    tag: "Measures",
    scope: "measures:write",
    params: UuidParams,
    body: EndMeasureBody,
    responses: { 200: { description: "The measure as it is now", schema: MeasureBody } },
    errors: ["EH_MEASURE_NOT_FOUND", "EH_MEASURE_VOIDED", "EH_MEASURE_ENDED"],
    idempotency: "key",
    handle: async ({ params, body, caller }) => {
      const { reason } = body;
      return { status: 200, body: await liftMeasure(domain, { measure: params.id, reason, actor: caller.actor }) };
    },
  });
}
