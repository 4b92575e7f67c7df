import { BankUseParams, DueSample } from "@evenhand/contract";
import { Type } from "typebox";
import { route, type Route } from "../../../http/route.js";
import type { Domain } from "../../../service/domain.js";
import { findBank } from "../../find-bank.js";
import { listDueSamples } from "../list-due-samples.js";

const DEFAULT_LIMIT = 50;

/** GET /v1/banks/{bank}/samples/due */
export function listDueBankSamplesRoute(domain: Domain): Route {
  return route({
    operation: "listDueBankSamples",
    method: "GET",
    path: "/v1/banks/:bank/samples/due",
    summary: "List the samples whose review date has passed",
    tag: "Banks",
    scope: "banks:read",
    params: BankUseParams,
    query: Type.Object(
      { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) },
      { additionalProperties: false },
    ),
    responses: {
      200: { description: "Samples, the longest due first", schema: Type.Object({ items: Type.Array(DueSample) }) },
    },
    errors: ["EH_BANK_NOT_FOUND"],
    handle: async ({ params, query }) => {
      const { bank } = findBank(domain.policies, params.bank);
      return { status: 200, body: { items: await listDueSamples(domain, bank.name, query.limit ?? DEFAULT_LIMIT) } };
    },
  });
}
