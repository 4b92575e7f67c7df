import { BankEntryPage, BankParams, ListBankEntriesQuery } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Domain } from "../../service/domain.js";
import { listEntries } from "../list-entries.js";

const DEFAULT_LIMIT = 100;

/** GET /v1/banks/{bank}/entries */
export function listBankEntriesRoute(domain: Domain): Route {
  return route({
    operation: "listBankEntries",
    method: "GET",
    path: "/v1/banks/:bank/entries",
    summary: "List entries that were added to a bank",
    description:
      "Oldest first, with who added them and when, and where they came from. Entries that the policy brings are in the export.",
    tag: "Banks",
    scope: "banks:read",
    params: BankParams,
    query: ListBankEntriesQuery,
    responses: { 200: { description: "Entries", schema: BankEntryPage } },
    errors: ["EH_BANK_NOT_FOUND"],
    handle: async ({ params, query: { limit = DEFAULT_LIMIT, after, q, removed = false } }) => ({
      status: 200,
      body: await listEntries(domain, { bank: params.bank, limit, after, q, removed }),
    }),
  });
}
