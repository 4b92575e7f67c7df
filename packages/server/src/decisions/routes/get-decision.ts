import { StoredDecision, UuidParams } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import { recordView } from "../../journal/record-view.js";
import type { Domain } from "../../service/domain.js";
import { findDecision } from "../find-decision.js";

/** GET /v1/decisions/{id} */
export function getDecisionRoute(domain: Domain): Route {
  return route({
    operation: "getDecision",
    method: "GET",
    path: "/v1/decisions/:id",
    summary: "Read a decision",
    tag: "Decisions",
    scope: "decisions:read",
    params: UuidParams,
    responses: { 200: { description: "The decision", schema: StoredDecision } },
    errors: ["EH_DECISION_NOT_FOUND"],
    handle: async ({ params, caller }) => {
      const { id, decidedAt, type, account, item, cause, policy, outcome, decision, journalSeq } = await findDecision(
        domain,
        params.id,
      );
      await recordView(domain, caller.actor, { subject: { kind: "decision", id }, account, what: "a decision" });
      return {
        status: 200,
        body: {
          id,
          decidedAt: decidedAt.toISOString(),
          type,
          account,
          item,
          cause,
          policy,
          outcome,
          decision: decision === null ? null : JSON.parse(decision),
          journalSeq,
        },
      };
    },
  });
}
