import type { Route } from "../http/route.js";
import type { Service } from "../service/service.js";
import { type ReadinessCheck, storeChecks } from "./readiness.js";
import { getHealthRoute } from "./routes/get-health.js";
import { getMetricsRoute } from "./routes/get-metrics.js";
import { getReadinessRoute } from "./routes/get-readiness.js";

/**
 * Health, readiness and metrics.
 *
 * @param checks what else must hold for the service to be ready: a policy in force, a queue that is not full
 */
export function operationRoutes(service: Service, checks: readonly ReadinessCheck[] = []): readonly Route[] {
  return [getHealthRoute(), getReadinessRoute([...storeChecks(service), ...checks]), getMetricsRoute(service.metrics)];
}
