import { BankEntryParams, BankEntryView, RemoveBankEntryQuery } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Domain } from "../../service/domain.js";
import { removeFromBank } from "../remove-from-bank.js";

/** DELETE /v1/banks/{bank}/entries/{entry} */
export function removeBankEntryRoute(domain: Domain): Route {
  return route({
    operation: "removeBankEntry",
    method: "DELETE",
    path: "/v1/banks/:bank/entries/:entry",
    summary: "Remove an entry from a bank",
    description: "It finds nothing from the answer on. What it was, and who removed it and why, stays to be read.",
    tag: "Banks",
    scope: "banks:write",
    params: BankEntryParams,
    query: RemoveBankEntryQuery,
    responses: { 200: { description: "The entry as it is now", schema: BankEntryView } },
    errors: ["EH_BANK_ENTRY_NOT_FOUND"],
    idempotency: "natural",
    handle: async ({ params: { bank, entry }, query: { reason = null }, caller }) => ({
      status: 200,
      body: await removeFromBank(domain, { bank, entry, reason, actor: caller.actor }),
    }),
  });
}
