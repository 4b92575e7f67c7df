import { AccountBody, PlatformIdParams } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import { recordView } from "../../journal/record-view.js";
import type { Domain } from "../../service/domain.js";
import { getAccount } from "../get-account.js";

/** GET /v1/accounts/{id} */
export function getAccountRoute(domain: Domain): Route {
  return route({
    operation: "getAccount",
    method: "GET",
    path: "/v1/accounts/:id",
    summary: "Read an account with its effective state and history",
    tag: "Accounts and items",
    scope: "accounts:read",
    params: PlatformIdParams,
    responses: { 200: { description: "The account", schema: AccountBody } },
    errors: ["EH_ACCOUNT_NOT_FOUND"],
    handle: async ({ params: { id }, caller }) => {
      const body = await getAccount(domain, id);
      await recordView(domain, caller.actor, { subject: { kind: "account", id }, account: id, what: "an account" });
      return { status: 200, body };
    },
  });
}
