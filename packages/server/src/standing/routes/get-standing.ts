import { EvenhandError, PlatformIdParams, StandingBody } from "@evenhand/contract";
import { Type } from "typebox";
import { route, type Route } from "../../http/route.js";
import { recordView } from "../../journal/record-view.js";
import type { Domain } from "../../service/domain.js";
import { getStanding } from "../get-standing.js";

/** GET /v1/accounts/{id}/standing */
export function getStandingRoute(domain: Domain): Route {
  return route({
    operation: "getStanding",
    method: "GET",
    path: "/v1/accounts/:id/standing",
    summary: "Read an account's standing, now or at a time",
    description:
      "A fold over the account's strikes: each counts from when it was given until it expires, unless it was voided.",
    tag: "Accounts and items",
    scope: "accounts:read",
    params: PlatformIdParams,
    query: Type.Object({ at: Type.Optional(Type.String({ format: "date-time" })) }, { additionalProperties: false }),
    responses: { 200: { description: "The standing", schema: StandingBody } },
    errors: [],
    handle: async ({ params: { id }, query, caller }) => {
      const at = query.at === undefined ? domain.clock.now() : Date.parse(query.at);
      if (Number.isNaN(at)) throw new EvenhandError("EH_REQUEST_INVALID", `at: "${query.at}" is no time that exists.`);
      await recordView(domain, caller.actor, { subject: { kind: "account", id }, account: id, what: "a standing" });
      return { status: 200, body: await getStanding(domain, id, at) };
    },
  });
}
