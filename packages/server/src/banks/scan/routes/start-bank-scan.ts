import { BankScanSummary, BankUseParams, StartBankScanBody } from "@evenhand/contract";
import { route, type Route } from "../../../http/route.js";
import type { Domain } from "../../../service/domain.js";
import { startScan } from "../start-scan.js";

/** POST /v1/banks/{bank}/scans */
export function startBankScanRoute(domain: Domain): Route {
  return route({
    operation: "startBankScan",
    method: "POST",
    path: "/v1/banks/:bank/scans",
    summary: "Look for entries of a live bank in what is stored",
    description:
      "Goes through the newest content of every stored item of the last days, beside the decisions, and says what the entries find there. It changes nothing: look at what it found, then open cases for it.",
    tag: "Banks",
    scope: "banks:write",
    params: BankUseParams,
    body: StartBankScanBody,
    responses: { 202: { description: "The scan; ask for it again until it is done", schema: BankScanSummary } },
    errors: [
      "EH_BANK_NOT_FOUND",
      "EH_BANK_NOT_LIVE",
      "EH_BANK_SCAN_ENTRIES",
      "EH_BANK_SCAN_BUSY",
      "EH_BANK_ENTRY_NOT_FOUND",
      "EH_MEASURE_CLAUSE_UNKNOWN",
    ],
    idempotency: "key",
    handle: async ({ params, body, caller }) => {
      const { entries, days, clause, similarity } = body;
      const asked = { bank: params.bank, entries, days, clause, similarity, actor: caller.actor };
      return { status: 202, body: await startScan(domain, asked) };
    },
  });
}
