import { UuidParams } from "@evenhand/contract";
import { Type } from "typebox";
import { route, type Route } from "../../http/route.js";
import type { Domain } from "../../service/domain.js";
import { findStatement } from "../find-statement.js";
import { renderStatement } from "../render-statement.js";
import { STATEMENT_HEADERS, statementPage } from "../statement-page.js";
import { messagesFor } from "../text/messages.js";

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
    responses: {
      200: { description: "The page", contentType: "text/html; charset=utf-8" },
      404: { description: "A page that says that the link leads nowhere", contentType: "text/html; charset=utf-8" },
    },
    errors: [],
    handle: async ({ params: { id }, query }) => {
      const found = domain.links.verify(id, query.token)
        ? await findStatement(domain.store.db, id, query.lang)
        : undefined;
      // A wrong token and a statement that does not exist look the same.
      if (found === undefined) {
        const language = query.lang ?? "en";
        const { title, text } = messagesFor(language).notFound;
        const body = statementPage({ title, sections: [{ heading: "", paragraphs: [text] }] }, language);
        return { status: 404, body, headers: STATEMENT_HEADERS };
      }
      const page = statementPage(renderStatement(found.view, domain.clock.now()), found.view.language);
      return {
        status: 200,
        body: page,
        headers: STATEMENT_HEADERS,
      };
    },
  });
}
