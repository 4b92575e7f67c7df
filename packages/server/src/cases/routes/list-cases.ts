import { CaseBody } from "@evenhand/contract";
import { Type } from "typebox";
import { route, type Route } from "../../http/route.js";
import type { Domain } from "../../service/domain.js";
import { listCases } from "../list-cases.js";

const DEFAULT_LIMIT = 50;

/** GET /v1/cases */
export function listCasesRoute(domain: Domain): Route {
  return route({
    operation: "listCases",
    method: "GET",
    path: "/v1/cases",
    summary: "List the cases that wait for a person",
    tag: "Cases",
    scope: "cases:read",
    query: Type.Object(
      {
        queue: Type.Optional(Type.String({ maxLength: 256 })),
        state: Type.Optional(Type.Union([Type.Literal("open"), Type.Literal("closed")])),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
        after: Type.Optional(Type.String({ format: "uuid" })),
      },
      { additionalProperties: false },
    ),
    responses: {
      200: {
        description: "Cases, oldest first",
        schema: Type.Object({ items: Type.Array(CaseBody), next: Type.Union([Type.String(), Type.Null()]) }),
      },
    },
    errors: [],
    handle: async ({ query }) => {
      const { queue, state = "open", after, limit = DEFAULT_LIMIT } = query;
      const items = await listCases(domain.store.db, { queue, state, after, limit });
      return { status: 200, body: { items, next: items.length === limit ? (items.at(-1)?.id ?? null) : null } };
    },
  });
}
