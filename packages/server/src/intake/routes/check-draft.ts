import { CheckResult, EvenhandError } from "@evenhand/contract";
import { Type } from "typebox";
import { checkDraft } from "../../decisions/check-draft.js";
import { parseJson } from "../../http/parse-json.js";
import { route, type Route } from "../../http/route.js";
import type { Domain } from "../../service/domain.js";
import { readEvent } from "../intake-event.js";

/** POST /v1/check */
export function checkDraftRoute(domain: Domain): Route {
  return route({
    operation: "checkDraft",
    method: "POST",
    path: "/v1/check",
    summary: "Decide a draft without recording or acting",
    description:
      "For a warning in the composer, before posting: the same engine and the same facts as for an event. Nothing is recorded, counted or carried out.",
    tag: "Events",
    scope: "events:write",
    rate: { name: "checks", perMinute: 60_000 },
    body: Type.Unknown(),
    contentTypes: ["application/cloudevents+json", "application/json"],
    responses: { 200: { description: "What would become of the event", schema: CheckResult } },
    errors: [
      "EH_EVENT_NOT_OBJECT",
      "EH_EVENT_INVALID",
      "EH_EVENT_TYPE_UNKNOWN",
      "EH_EVENT_TOO_BIG",
      "EH_EVENT_SOURCE_RESERVED",
      "EH_EVENT_TEXT_UNSTORABLE",
      "EH_POLICY_NONE",
    ],
    idempotency: "natural",
    handle: async ({ body }) => {
      const intake = readEvent(parseJson(body as Buffer));
      const deciding = await domain.decider.upToDate();
      if (deciding === undefined) {
        throw new EvenhandError("EH_POLICY_NONE", "No policy is in force. Publish one: `evenhand policy publish DIR`.");
      }
      return { status: 200, body: { decision: await checkDraft(domain, deciding, intake) } };
    },
  });
}
