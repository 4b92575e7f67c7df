import { Readiness } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import { readiness, type ReadinessCheck } from "../readiness.js";

/** Probes come every few seconds; a flood of them asks the database no more often than this. */
const FRESH_MS = 500;

/** GET /readyz */
export function getReadinessRoute(checks: readonly ReadinessCheck[]): Route {
  let running: Promise<Readiness> | undefined;
  const once = (): Promise<Readiness> => {
    running ??= readiness(checks).finally(() => setTimeout(() => (running = undefined), FRESH_MS).unref());
    return running;
  };
  return route({
    operation: "getReadiness",
    method: "GET",
    path: "/readyz",
    summary: "Whether the service can do its work",
    description: "Check by check, with the reason where one fails. For readiness probes and load balancers.",
    tag: "Operation",
    scope: "public",
    responses: {
      200: { description: "Every check passed", schema: Readiness },
      503: { description: "A check failed", schema: Readiness },
    },
    errors: [],
    rate: "exempt",
    handle: async () => {
      const body = await once();
      const headers = { "cache-control": "no-store" };
      return body.status === "ready"
        ? { status: 200, body, headers }
        : { status: 503, body, headers: { ...headers, "retry-after": "5" } };
    },
  });
}
