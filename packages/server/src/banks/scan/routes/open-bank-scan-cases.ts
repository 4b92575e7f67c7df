import { BankScanParams, OpenedScanCases, OpenScanCasesBody } from "@evenhand/contract";
import { route, type Route } from "../../../http/route.js";
import type { Domain } from "../../../service/domain.js";
import { openScanCases } from "../open-scan-cases.js";

/** POST /v1/banks/{bank}/scans/{id}/cases */
export function openBankScanCasesRoute(domain: Domain): Route {
  return route({
    operation: "openBankScanCases",
    method: "POST",
    path: "/v1/banks/:bank/scans/:id/cases",
    summary: "Open a case for each item that a scan lists",
    description:
      "A person looks at each; no measure follows by itself. Items that were edited or deleted since are left out. Asked again, the answer is the same and nothing more is opened.",
    tag: "Banks",
    scope: "banks:write",
    params: BankScanParams,
    body: OpenScanCasesBody,
    responses: { 200: { description: "What became of the items", schema: OpenedScanCases } },
    errors: ["EH_BANK_SCAN_NOT_FOUND", "EH_BANK_SCAN_STATE", "EH_BANK_SCAN_CLAUSE", "EH_MEASURE_CLAUSE_UNKNOWN"],
    idempotency: "natural",
    handle: async ({ params, body, caller }) => {
      const asked = { bank: params.bank, scan: params.id, clause: body.clause, actor: caller.actor };
      return { status: 200, body: { scan: params.id, ...(await openScanCases(domain, asked)) } };
    },
  });
}
