import { BankScanSummary, BankUseParams } from "@evenhand/contract";
import { Type } from "typebox";
import { route, type Route } from "../../../http/route.js";
import type { Domain } from "../../../service/domain.js";
import { listScans } from "../list-scans.js";

const DEFAULT_LIMIT = 50;

/** GET /v1/banks/{bank}/scans */
export function listBankScansRoute(domain: Domain): Route {
  return route({
    operation: "listBankScans",
    method: "GET",
    path: "/v1/banks/:bank/scans",
    summary: "List the scans of a bank",
    tag: "Banks",
    scope: "banks:read",
    params: BankUseParams,
    query: Type.Object(
      {
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
        after: Type.Optional(Type.String({ format: "uuid" })),
      },
      { additionalProperties: false },
    ),
    responses: {
      200: {
        description: "Scans, newest first",
        schema: Type.Object({ items: Type.Array(BankScanSummary), next: Type.Union([Type.String(), Type.Null()]) }),
      },
    },
    errors: [],
    handle: async ({ params, query }) => {
      const { limit = DEFAULT_LIMIT, after } = query;
      const items = await listScans(domain, { bank: params.bank, after, limit });
      return { status: 200, body: { items, next: items.length === limit ? (items.at(-1)?.id ?? null) : null } };
    },
  });
}
