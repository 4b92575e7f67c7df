import { EvenhandError, StatementBody, UuidParams } from "@evenhand/contract";
import { Type } from "typebox";
import { route, type Route } from "../../http/route.js";
import { recordView } from "../../journal/record-view.js";
import type { Domain } from "../../service/domain.js";
import { dsaFields } from "../dsa-fields.js";
import { findStatement } from "../find-statement.js";
import { renderStatement } from "../render-statement.js";

/** GET /v1/statements/{id} */
export function getStatementRoute(domain: Domain): Route {
  return route({
    operation: "getStatement",
    method: "GET",
    path: "/v1/statements/:id",
    summary: "Read a statement of reasons, structured and in words",
    description:
      "`lang` asks for another language than the person's. `dsa` holds the fields of the EU's transparency database, without personal data.",
    tag: "Statements",
    scope: "statements:read",
    params: UuidParams,
    query: Type.Object({ lang: Type.Optional(Type.String({ maxLength: 35 })) }, { additionalProperties: false }),
    responses: { 200: { description: "The statement", schema: StatementBody } },
    errors: ["EH_STATEMENT_NOT_FOUND"],
    handle: async ({ params: { id }, query, caller }) => {
      const found = await findStatement(domain.store.db, id, query.lang);
      if (found === undefined) throw new EvenhandError("EH_STATEMENT_NOT_FOUND", `There is no statement ${id}.`);
      const { view, dsa, ...links } = found;
      await recordView(domain, caller.actor, {
        subject: { kind: "statement", id },
        account: links.account,
        what: "a statement of reasons",
      });
      return {
        status: 200,
        body: {
          ...view,
          ...links,
          text: renderStatement(view, domain.clock.now()),
          dsa: dsaFields(view, dsa) ?? null,
          url: domain.links.url(id),
        },
      };
    },
  });
}
