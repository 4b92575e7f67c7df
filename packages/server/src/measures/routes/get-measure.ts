import { EvenhandError, MeasureBody, UuidParams } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import { recordView } from "../../journal/record-view.js";
import type { Domain } from "../../service/domain.js";
import { findMeasure, showMeasure } from "../measure-row.js";

/** GET /v1/measures/{id} */
export function getMeasureRoute(domain: Domain): Route {
  return route({
    operation: "getMeasure",
    method: "GET",
    path: "/v1/measures/:id",
    summary: "Read a measure",
    tag: "Measures",
    scope: "accounts:read",
    params: UuidParams,
    responses: { 200: { description: "The measure", schema: MeasureBody } },
    errors: ["EH_MEASURE_NOT_FOUND"],
    handle: async ({ params, caller }) => {
      const row = await findMeasure(domain.store.db, params.id);
      if (row === undefined) throw new EvenhandError("EH_MEASURE_NOT_FOUND", `There is no measure ${params.id}.`);
      await recordView(domain, caller.actor, {
        subject: { kind: "measure", id: row.id },
        account: row.account_id,
        what: "a measure",
      });
      return { status: 200, body: showMeasure(row) };
    },
  });
}
