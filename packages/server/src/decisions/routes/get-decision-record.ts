import { DecisionRecordBody, UuidParams } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import { recordView } from "../../journal/record-view.js";
import type { Domain } from "../../service/domain.js";
import { findDecision, recordOf } from "../find-decision.js";

/** GET /v1/decisions/{id}/record */
export function getDecisionRecordRoute(domain: Domain): Route {
  return route({
    operation: "getDecisionRecord",
    method: "GET",
    path: "/v1/decisions/:id/record",
    summary: "Read the record that a decision can be made again from",
    description: "The event, the facts and the decision: a line for `evenhand decide --replay`.",
    tag: "Decisions",
    scope: "decisions:read",
    params: UuidParams,
    responses: { 200: { description: "The record", schema: DecisionRecordBody } },
    errors: ["EH_DECISION_NOT_FOUND", "EH_DECISION_ERASED"],
    handle: async ({ params, caller }) => {
      const found = await findDecision(domain, params.id);
      const record = recordOf(found);
      await recordView(domain, caller.actor, {
        subject: { kind: "decision", id: found.id },
        account: found.account,
        what: "the record of a decision",
      });
      return { status: 200, body: record };
    },
  });
}
