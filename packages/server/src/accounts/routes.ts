import type { Route } from "../http/route.js";
import type { Domain } from "../service/domain.js";
import { getStandingRoute } from "../standing/routes/get-standing.js";
import { rebuildStandingsRoute } from "../standing/routes/rebuild-standings.js";
import { eraseAccountRoute } from "./routes/erase-account.js";
import { getAccountRoute } from "./routes/get-account.js";
import { getItemContentRoute } from "./routes/get-item-content.js";
import { getItemRoute } from "./routes/get-item.js";

/** Operations on accounts and items. */
export function accountRoutes(domain: Domain): readonly Route[] {
  return [
    getAccountRoute(domain),
    getStandingRoute(domain),
    eraseAccountRoute(domain),
    getItemRoute(domain),
    getItemContentRoute(domain),
    rebuildStandingsRoute(domain),
  ];
}
