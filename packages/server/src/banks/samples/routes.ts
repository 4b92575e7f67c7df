import type { Route } from "../../http/route.js";
import type { Domain } from "../../service/domain.js";
import { addBankSampleRoute } from "./routes/add-bank-sample.js";
import { listDueBankSamplesRoute } from "./routes/list-due-bank-samples.js";

/** Operations on samples that come from rulings. */
export function bankSampleRoutes(domain: Domain): readonly Route[] {
  return [addBankSampleRoute(domain), listDueBankSamplesRoute(domain)];
}
