import { BankParams, TestBankBody, TestedBank } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Domain } from "../../service/domain.js";
import { testBank } from "../test-bank.js";

/** POST /v1/banks/{bank}/test */
export function testBankRoute(domain: Domain): Route {
  return route({
    operation: "testBank",
    method: "POST",
    path: "/v1/banks/:bank/test",
    summary: "Try a text, links or an image on a bank",
    description: "What the bank finds now, with the entry, its place and where it came from. Nothing is recorded.",
    tag: "Banks",
    scope: "banks:read",
    params: BankParams,
    body: TestBankBody,
    responses: { 200: { description: "What it finds", schema: TestedBank } },
    errors: ["EH_BANK_NOT_FOUND"],
    idempotency: "natural",
    handle: async ({ params, body }) => ({ status: 200, body: testBank(domain, params.bank, body) }),
  });
}
