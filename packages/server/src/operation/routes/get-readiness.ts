import { Readiness } from "@evenhand/contract";
import { HttpError } from "../../http/http-error.js";
import { route, type Route } from "../../http/route.js";
import { readiness, type ReadinessCheck, type ReadinessResult } from "../readiness.js";

/** Probes come every few seconds; a flood of them asks the database no more often than this. */
const FRESH_MS = 500;

/** GET /readyz */
export function getReadinessRoute(checks: readonly ReadinessCheck[]): Route {
  let running: Promise<ReadinessResult> | undefined;
  const once = (): Promise<ReadinessResult> => {
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
    },
    errors: ["EH_NOT_READY"],
    rate: "exempt",
    handle: async () => {
      const { ready, checks } = await once();
      if (ready) return { status: 200, body: { status: "ready", checks }, headers: { "cache-control": "no-store" } };
      const failed = checks.filter((check) => !check.ready).map(({ name, reason }) => `${name}: ${reason}`);
      throw new HttpError("EH_NOT_READY", failed.join(" "), {}, { checks });
    },
  });
}
