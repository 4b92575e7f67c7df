import { BankList } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Domain } from "../../service/domain.js";
import { listBanks } from "../list-banks.js";

/** GET /v1/banks */
export function listBanksRoute(domain: Domain): Route {
  return route({
    operation: "listBanks",
    method: "GET",
    path: "/v1/banks",
    summary: "List banks",
    description: "Every bank of the policy in force, and banks that have entries and that it does not declare live.",
    tag: "Banks",
    scope: "banks:read",
    responses: { 200: { description: "Banks by name", schema: BankList } },
    errors: [],
    handle: async () => ({ status: 200, body: { items: await listBanks(domain) } }),
  });
}
