import { route, type Route } from "../../http/route.js";
import type { Metrics } from "../../service/metrics.js";

/** GET /metrics */
export function getMetricsRoute({ registry }: Metrics): Route {
  return route({
    operation: "getMetrics",
    method: "GET",
    path: "/metrics",
    summary: "Metrics for Prometheus",
    description: "In the text format. Prometheus sends the key as `authorization: { credentials: eh_… }`.",
    tag: "Operation",
    scope: "metrics:read",
    responses: { 200: { description: "Every metric of this instance", contentType: registry.contentType } },
    errors: [],
    handle: async () => ({ status: 200, body: await registry.metrics() }),
  });
}
