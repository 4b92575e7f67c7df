import { StandingRebuildBody } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Domain } from "../../service/domain.js";
import { rebuildStandings } from "../rebuild-standings.js";

/** POST /v1/standing/rebuild */
export function rebuildStandingsRoute(domain: Domain): Route {
  return route({
    operation: "rebuildStandings",
    method: "POST",
    path: "/v1/standing/rebuild",
    summary: "Fold every standing anew from strikes, and compare with what is stored",
    tag: "Accounts and items",
    scope: "admin",
    responses: { 200: { description: "Which accounts differed; none should", schema: StandingRebuildBody } },
    errors: [],
    idempotency: "natural",
    handle: async () => ({ status: 200, body: await rebuildStandings(domain) }),
  });
}
