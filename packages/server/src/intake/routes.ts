import type { Route } from "../http/route.js";
import type { Domain } from "../service/domain.js";
import { checkDraftRoute } from "./routes/check-draft.js";
import { sendEventsRoute } from "./routes/send-events.js";

/** Operations on events. */
export function intakeRoutes(domain: Domain): readonly Route[] {
  return [sendEventsRoute(domain), checkDraftRoute(domain)];
}
