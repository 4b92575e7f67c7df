import { BankScanBody, BankScanParams } from "@evenhand/contract";
import { route, type Route } from "../../../http/route.js";
import type { Domain } from "../../../service/domain.js";
import { getScan } from "../list-scans.js";

/** GET /v1/banks/{bank}/scans/{id} */
export function getBankScanRoute(domain: Domain): Route {
  return route({
    operation: "getBankScan",
    method: "GET",
    path: "/v1/banks/:bank/scans/:id",
    summary: "Read a scan: how far it is, and what it found",
    tag: "Banks",
    scope: "banks:read",
    params: BankScanParams,
    responses: { 200: { description: "The scan", schema: BankScanBody } },
    errors: ["EH_BANK_SCAN_NOT_FOUND"],
    handle: async ({ params }) => ({ status: 200, body: await getScan(domain, params.bank, params.id) }),
  });
}
