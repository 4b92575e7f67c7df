/** What banks find: statistics, scans of what is stored, samples from rulings; and the jobs of banks. */
import type { Route } from "../http/route.js";
import type { Job } from "../jobs/job.js";
import type { Domain } from "../service/domain.js";
import { compileBanksJob } from "./compile/compile-banks.js";
import { bankSampleRoutes } from "./samples/routes.js";
import { bankScanRoutes } from "./scan/routes.js";
import { scanBanksJob } from "./scan/scan-job.js";
import { countBankHitsJob } from "./stats/count-hits.js";
import { forgetBankUseJob } from "./stats/forget-bank-use.js";
import { getBankStatsRoute } from "./stats/routes/get-bank-stats.js";

/** Operations on what banks find. */
export function bankUseRoutes(domain: Domain): readonly Route[] {
  return [getBankStatsRoute(domain), ...bankScanRoutes(domain), ...bankSampleRoutes(domain)];
}

/** Work that comes round for them, and keeps them fast. */
export function bankUseJobs(domain: Domain): readonly Job[] {
  return [compileBanksJob(domain), countBankHitsJob(domain), scanBanksJob(domain), forgetBankUseJob(domain)];
}
