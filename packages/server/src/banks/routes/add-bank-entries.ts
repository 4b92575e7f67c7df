import { AddBankEntriesBody, AddedBankEntries, BankParams } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Domain } from "../../service/domain.js";
import { addToBank } from "../add-to-bank.js";

/** POST /v1/banks/{bank}/entries */
export function addBankEntriesRoute(domain: Domain): Route {
  return route({
    operation: "addBankEntries",
    method: "POST",
    path: "/v1/banks/:bank/entries",
    summary: "Add entries to a live bank",
    description:
      "They count for every decision from the answer on. Each is answered on its own: `added`, `present` where the bank has it already after folding, or `refused` with what is wrong. A bad one sinks no other.",
    tag: "Banks",
    scope: "banks:write",
    params: BankParams,
    body: AddBankEntriesBody,
    responses: { 200: { description: "What became of each, in order", schema: AddedBankEntries } },
    errors: ["EH_BANK_NOT_FOUND", "EH_BANK_NOT_LIVE", "EH_BANK_POLICY", "EH_BANK_KIND", "EH_BANK_FULL"],
    idempotency: "natural",
    handle: async ({ params, body, caller }) => ({
      status: 200,
      body: await addToBank(domain, { bank: params.bank, values: body.entries, actor: caller.actor }),
    }),
  });
}
