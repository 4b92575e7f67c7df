import { BankStatsBody, BankStatsQuery, BankUseParams } from "@evenhand/contract";
import { route, type Route } from "../../../http/route.js";
import { createSerial } from "../../../policies/serial.js";
import type { Domain } from "../../../service/domain.js";
import { bankStats } from "../bank-stats.js";

/** GET /v1/banks/{bank}/stats */
export function getBankStatsRoute(domain: Domain): Route {
  const oneByOne = createSerial();
  return route({
    operation: "getBankStats",
    method: "GET",
    path: "/v1/banks/:bank/stats",
    summary: "See how a bank is used, and which of its entries need somebody",
    description:
      "Dead entries, entries whose hits are mostly overturned, entries that say the same or that another covers, and entries that hit too many items nothing was wrong with.",
    tag: "Banks",
    scope: "banks:read",
    params: BankUseParams,
    query: BankStatsQuery,
    responses: { 200: { description: "Statistics", schema: BankStatsBody } },
    errors: ["EH_BANK_NOT_FOUND", "EH_BANK_STATS_ABORTED"],
    rate: { name: "bank-stats", perMinute: 12 },
    handle: async ({ params, query }) => ({
      status: 200,
      body: await oneByOne(() => bankStats(domain, params.bank, query)),
    }),
  });
}
