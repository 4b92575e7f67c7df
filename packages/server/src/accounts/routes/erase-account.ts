import { ErasureBody, PlatformIdParams } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Domain } from "../../service/domain.js";
import { eraseAccount } from "../erase-account.js";

/** DELETE /v1/accounts/{id}/personal-data */
export function eraseAccountRoute(domain: Domain): Route {
  return route({
    operation: "eraseAccount",
    method: "DELETE",
    path: "/v1/accounts/:id/personal-data",
    summary: "Erase a person's data",
    description:
      "Contents of events, decisions, statements and journal entries about the account are deleted; the journal still verifies. Measures stay in force. It cannot be undone.",
    tag: "Accounts and items",
    scope: "accounts:erase",
    params: PlatformIdParams,
    responses: { 200: { description: "What was erased", schema: ErasureBody } },
    errors: ["EH_ACCOUNT_NOT_FOUND"],
    idempotency: "natural",
    handle: async ({ params, caller }) => ({ status: 200, body: await eraseAccount(domain, params.id, caller.actor) }),
  });
}
