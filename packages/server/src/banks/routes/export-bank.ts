import { Readable } from "node:stream";
import { BankParams, ExportBankQuery } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Domain } from "../../service/domain.js";
import { exportEntries } from "../export-entries.js";
import { FILE_TYPES } from "../files/file-types.js";

/** GET /v1/banks/{bank}/export */
export function exportBankRoute(domain: Domain): Route {
  return route({
    operation: "exportBank",
    method: "GET",
    path: "/v1/banks/:bank/export",
    summary: "Read a whole bank as a file",
    description:
      "Entries of the policy, and those that were added. `yaml` is a bank file for a policy folder; `jsonl` an entry a line.",
    tag: "Banks",
    scope: "banks:read",
    params: BankParams,
    query: ExportBankQuery,
    responses: { 200: { description: "The file", contentType: "application/octet-stream" } },
    errors: ["EH_BANK_NOT_FOUND", "EH_BANK_FORMAT"],
    handle: async ({ params, query: { format = "jsonl", entries = "all" } }) => {
      const file = await exportEntries(domain, { bank: params.bank, format, which: entries });
      return { status: 200, body: Readable.from(file), headers: { "content-type": FILE_TYPES[format] } };
    },
  });
}
