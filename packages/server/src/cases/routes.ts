import type { Route } from "../http/route.js";
import type { Domain } from "../service/domain.js";
import { listCasesRoute } from "./routes/list-cases.js";

/** Operations on cases. */
export function casesRoutes(domain: Domain): readonly Route[] {
  return [listCasesRoute(domain)];
}
