import { BankParams, ImportBankQuery, ImportedBank } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Domain } from "../../service/domain.js";
import { importEntries } from "../import-entries.js";

/** POST /v1/banks/{bank}/import */
export function importBankRoute(domain: Domain): Route {
  return route({
    operation: "importBank",
    method: "POST",
    path: "/v1/banks/:bank/import",
    summary: "Add the entries of a file to a live bank",
    description:
      "Up to a million entries, added some thousand at a time; each time has one journal entry. What cannot be read is told by line and sinks nothing else. Repeating an import adds nothing twice.",
    tag: "Banks",
    scope: "banks:write",
    params: BankParams,
    query: ImportBankQuery,
    contentTypes: [
      "application/octet-stream",
      "text/plain",
      "text/csv",
      "application/yaml",
      "application/x-ndjson",
      "application/json",
    ],
    bodyBytes: 128 * 1024 * 1024,
    responses: { 200: { description: "What became of the file", schema: ImportedBank } },
    errors: ["EH_BANK_NOT_FOUND", "EH_BANK_NOT_LIVE", "EH_BANK_POLICY", "EH_BANK_KIND", "EH_BANK_FULL", "EH_BANK_FILE"],
    idempotency: "natural",
    handle: async ({ params, query: { format, source }, body, caller, signal }) => ({
      status: 200,
      body: await importEntries(domain, {
        bank: params.bank,
        format,
        bytes: body as Buffer,
        source,
        actor: caller.actor,
        signal,
      }),
    }),
  });
}
