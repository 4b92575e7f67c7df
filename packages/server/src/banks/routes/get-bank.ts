import { BankParams, BankSummary } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Domain } from "../../service/domain.js";
import { getBank } from "../list-banks.js";

/** GET /v1/banks/{bank} */
export function getBankRoute(domain: Domain): Route {
  return route({
    operation: "getBank",
    method: "GET",
    path: "/v1/banks/:bank",
    summary: "Read a bank: what it is, and how much it holds",
    tag: "Banks",
    scope: "banks:read",
    params: BankParams,
    responses: { 200: { description: "The bank", schema: BankSummary } },
    errors: ["EH_BANK_NOT_FOUND"],
    handle: async ({ params }) => ({ status: 200, body: await getBank(domain, params.bank) }),
  });
}
