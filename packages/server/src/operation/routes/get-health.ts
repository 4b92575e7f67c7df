import { Health } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";

/** GET /healthz */
export function getHealthRoute(): Route {
  return route({
    operation: "getHealth",
    method: "GET",
    path: "/healthz",
    summary: "Whether the process lives",
    description: "Asks nothing of the database: a restart would not mend that. For liveness probes.",
    tag: "Operation",
    scope: "public",
    responses: { 200: { description: "It lives", schema: Health } },
    errors: [],
    rate: "exempt",
    handle: async () => ({ status: 200, body: { status: "alive" }, headers: { "cache-control": "no-store" } }),
  });
}
