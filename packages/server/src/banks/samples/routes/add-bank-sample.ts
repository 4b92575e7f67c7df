import { AddedSample, AddSampleBody, BankUseParams } from "@evenhand/contract";
import { route, type Route } from "../../../http/route.js";
import type { Domain } from "../../../service/domain.js";
import { inTransaction } from "../../../service/service.js";
import { addSampleFromRuling } from "../add-sample.js";

/** POST /v1/banks/{bank}/samples */
export function addBankSampleRoute(domain: Domain): Route {
  return route({
    operation: "addBankSample",
    method: "POST",
    path: "/v1/banks/:bank/samples",
    summary: "Add a confirmed example: the words of an item, a decision or a measure",
    description:
      "The words are taken as they were decided on; of a removed item they are opened. When the measure, or a measure of the decision, is voided, the sample leaves its bank in the same moment.",
    tag: "Banks",
    scope: "banks:write",
    params: BankUseParams,
    body: AddSampleBody,
    responses: { 201: { description: "The sample, without its text", schema: AddedSample } },
    errors: [
      "EH_BANK_NOT_FOUND",
      "EH_BANK_NOT_LIVE",
      "EH_BANK_KIND",
      "EH_BANK_POLICY",
      "EH_BANK_FULL",
      "EH_BANK_ENTRY",
      "EH_BANK_HASH_ONLY",
      "EH_BANK_SAMPLE_OVERTURNED",
      "EH_BANK_SAMPLE_TEXT",
      "EH_MEASURE_CLAUSE_UNKNOWN",
      "EH_MEASURE_NOT_FOUND",
      "EH_DECISION_NOT_FOUND",
      "EH_ITEM_NOT_FOUND",
      "EH_ITEM_CONTENT_GONE",
    ],
    idempotency: "key",
    handle: async ({ params, body, caller }) => {
      const sample = { ...body, bank: params.bank, actor: caller.actor };
      const added = await inTransaction(domain, (tx) => addSampleFromRuling(tx, domain, sample));
      await domain.banks.follow();
      return { status: 201, body: added };
    },
  });
}
