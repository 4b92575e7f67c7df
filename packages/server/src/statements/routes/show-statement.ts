import { EvenhandError, UuidParams } from "@evenhand/contract";
import { Type } from "typebox";
import { route, type Route } from "../../http/route.js";
import type { Domain } from "../../service/domain.js";
import { findStatement } from "../find-statement.js";
import { renderStatement } from "../render-statement.js";
import { statementPage } from "../statement-page.js";

/** GET /statements/{id}: the page that the person affected reads. */
export function showStatementRoute(domain: Domain): Route {
  return route({
    operation: "showStatement",
    method: "GET",
    path: "/statements/:id",
    summary: "The statement of reasons as a page, by its link",
    tag: "Statements",
    scope: "public",
    params: UuidParams,
    query: Type.Object(
      { token: Type.String({ maxLength: 200 }), lang: Type.Optional(Type.String({ maxLength: 35 })) },
      { additionalProperties: false },
    ),
    responses: { 200: { description: "The page", contentType: "text/html; charset=utf-8" } },
    errors: ["EH_STATEMENT_NOT_FOUND"],
    handle: async ({ params: { id }, query }) => {
      const found = domain.links.verify(id, query.token)
        ? await findStatement(domain.store.db, id, query.lang)
        : undefined;
      // A wrong token and a statement that does not exist look the same.
      if (found === undefined) throw new EvenhandError("EH_STATEMENT_NOT_FOUND", "This link leads to no statement.");
      const page = statementPage(renderStatement(found.view, domain.clock.now()), found.view.language);
      return {
        status: 200,
        body: page,
        headers: {
          "content-type": "text/html; charset=utf-8",
          "cache-control": "private, no-store",
          "referrer-policy": "no-referrer",
        },
      };
    },
  });
}
