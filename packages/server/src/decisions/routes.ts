import type { Route } from "../http/route.js";
import type { Domain } from "../service/domain.js";
import { explainDecisionRoute } from "./routes/explain-decision.js";
import { getDecisionRecordRoute } from "./routes/get-decision-record.js";
import { getDecisionRoute } from "./routes/get-decision.js";
import { replayDecisionRoute } from "./routes/replay-decision.js";

/** Operations on decisions. */
export function decisionRoutes(domain: Domain): readonly Route[] {
  return [
    getDecisionRoute(domain),
    explainDecisionRoute(domain),
    getDecisionRecordRoute(domain),
    replayDecisionRoute(domain),
  ];
}
