import type { Route } from "../http/route.js";
import type { Domain } from "../service/domain.js";
import { applyMeasureRoute } from "./routes/apply-measure.js";
import { getMeasureRoute } from "./routes/get-measure.js";
import { liftMeasureRoute } from "./routes/lift-measure.js";
import { voidMeasureRoute } from "./routes/void-measure.js";

/** Operations on measures. */
export function measureRoutes(domain: Domain): readonly Route[] {
  return [applyMeasureRoute(domain), getMeasureRoute(domain), liftMeasureRoute(domain), voidMeasureRoute(domain)];
}
