import { ListRulesQuery, PublishedRules } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import { listRules } from "../list-rules.js";
import type { PolicyBook } from "../policy-book.js";

/** GET /v1/rules */
export function listRulesRoute(book: PolicyBook): Route {
  return route({
    operation: "listRules",
    method: "GET",
    path: "/v1/rules",
    summary: "Read the community rules",
    description:
      "The rules in force with their clauses, for anybody to read: what every measure cites. `lang` chooses the language where the rules are written in it.",
    tag: "Rules",
    scope: "public",
    query: ListRulesQuery,
    responses: { 200: { description: "The rules in force", schema: PublishedRules } },
    errors: ["EH_POLICY_NONE"],
    handle: async ({ query }) => ({
      status: 200,
      body: listRules(book, query.lang),
      headers: { "cache-control": "public, max-age=60" },
    }),
  });
}
