import type { Route } from "../../http/route.js";
import type { Domain } from "../../service/domain.js";
import { getBankScanRoute } from "./routes/get-bank-scan.js";
import { listBankScansRoute } from "./routes/list-bank-scans.js";
import { openBankScanCasesRoute } from "./routes/open-bank-scan-cases.js";
import { startBankScanRoute } from "./routes/start-bank-scan.js";

/** Operations on scans of what is stored. */
export function bankScanRoutes(domain: Domain): readonly Route[] {
  return [
    startBankScanRoute(domain),
    listBankScansRoute(domain),
    getBankScanRoute(domain),
    openBankScanCasesRoute(domain),
  ];
}
