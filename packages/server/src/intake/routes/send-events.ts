import { BatchResult, DecidedEvent, EvenhandError } from "@evenhand/contract";
import { Type } from "typebox";
import type { Answer } from "../../decisions/answers.js";
import type { EventResult } from "../../decisions/decide-batch.js";
import { parseJson } from "../../http/parse-json.js";
import { problemFor } from "../../http/problem.js";
import { route, type Route } from "../../http/route.js";
import type { Domain } from "../../service/domain.js";
import { type IntakeEvent, readEvent } from "../intake-event.js";

/** Most events of one batch. */
export const MAX_BATCH = 1_000;

const BATCH_TYPE = "application/cloudevents-batch+json";
const EVENT_TYPES = ["application/cloudevents+json", BATCH_TYPE, "application/json"];
/** Wide: what is wrong with one event of a batch is told of that event, and the others are decided. */
const EVENT_LIMITS = { depth: 200, values: 10_000_000, nul: true, poison: true };
const MAX_BODY_BYTES = 16 * 1_024 * 1_024;

type Read = { readonly intake: IntakeEvent } | { readonly error: unknown };

/** POST /v1/events */
export function sendEventsRoute(domain: Domain): Route {
  return route({
    operation: "sendEvents",
    method: "POST",
    path: "/v1/events",
    summary: "Send an event, or a batch of up to 1,000",
    description:
      "One CloudEvent as `application/cloudevents+json` or `application/json`, or a list of them as `application/cloudevents-batch+json` (a list as `application/json` is taken for a batch too). The answer comes after the decision is committed: what was answered is never lost. Each event of a batch is answered on its own, in order; one that is refused does not concern the others. Sending an event again, with the same source, id and content, gives its first answer.",
    tag: "Events",
    scope: "events:write",
    // Events have a limit of their own: the queue.
    rate: "exempt",
    body: Type.Unknown(),
    contentTypes: EVENT_TYPES,
    bodyBytes: MAX_BODY_BYTES,
    responses: {
      200: { description: "The decision, or a result for each event", schema: Type.Union([DecidedEvent, BatchResult]) },
    },
    errors: [
      "EH_EVENT_NOT_OBJECT",
      "EH_EVENT_INVALID",
      "EH_EVENT_TYPE_UNKNOWN",
      "EH_EVENT_TOO_BIG",
      "EH_EVENT_CONFLICT",
      "EH_EVENT_ERASED",
      "EH_EVENT_SOURCE_RESERVED",
      "EH_EVENT_TEXT_UNSTORABLE",
      "EH_EVENT_UNRECORDABLE",
      "EH_BATCH_SIZE",
      "EH_INTAKE_FULL",
      "EH_INTAKE_STOPPING",
      "EH_POLICY_NONE",
      "EH_SERVICE_SUPERSEDED",
    ],
    idempotency: "natural",
    handle: async ({ body: bytes, headers, requestId }) => {
      const body = parseJson(bytes as Buffer, EVENT_LIMITS);
      if (Array.isArray(body) || isBatchType(headers["content-type"])) {
        const results = await sendBatch(domain, body);
        return { status: 200, body: { results: results.map((result) => batchItem(domain, result, requestId)) } };
      }
      const [result] = await domain.decider.submit([readEvent(body)]);
      if (result === undefined) throw new TypeError("An event was submitted and no result came back");
      if (!result.ok) throw result.error;
      return { status: 200, body: decided(result.answer) };
    },
  });
}

function isBatchType(contentType: string | string[] | undefined): boolean {
  return String(contentType ?? "")
    .toLowerCase()
    .startsWith(BATCH_TYPE);
}

async function sendBatch(
  domain: Domain,
  body: unknown,
): Promise<readonly (EventResult | { ok: false; error: unknown })[]> {
  if (!Array.isArray(body) || body.length === 0 || body.length > MAX_BATCH) {
    const found = Array.isArray(body) ? `${body.length} events` : "no list";
    throw new EvenhandError("EH_BATCH_SIZE", `A batch is a list of 1 to ${MAX_BATCH} events; this is ${found}.`);
  }
  const read = body.map((value): Read => {
    try {
      return { intake: readEvent(value) };
    } catch (error) {
      return { error };
    }
  });
  const good = read.flatMap((one) => ("intake" in one ? [one.intake] : []));
  const results = [...(await domain.decider.submit(good))].reverse();
  return read.map((one) => {
    if ("error" in one) {
      domain.metrics.refused.inc({ code: one.error instanceof EvenhandError ? one.error.code : "EH_INTERNAL" });
      return { ok: false, error: one.error };
    }
    return results.pop() as EventResult;
  });
}

function batchItem(domain: Domain, result: EventResult | { ok: false; error: unknown }, requestId: string): unknown {
  if (result.ok) return decided(result.answer);
  const { publicUrl } = domain.config;
  return { result: "refused", problem: problemFor(result.error, { publicUrl, path: "/v1/events", requestId }).body };
}

function decided(answer: Answer): unknown {
  return { result: "decided", ...answer };
}
