import type { Route } from "../http/route.js";
import type { Domain } from "../service/domain.js";
import { getStatementRoute } from "./routes/get-statement.js";
import { showStatementRoute } from "./routes/show-statement.js";

/** Operations on statements of reasons. */
export function statementRoutes(domain: Domain): readonly Route[] {
  return [getStatementRoute(domain), showStatementRoute(domain)];
}
