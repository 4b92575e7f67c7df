import { EvenhandApiError, EvenhandClientError } from "../http/errors.js";
import { readProblem } from "../http/read-answer.js";
import type { Transport } from "../http/transport.js";
import type { EventResult } from "../wire/event-results.js";
import type { DecidedEvent } from "../wire/wire-types.js";

/** What became of one event. */
export type Outcome = DecidedEvent | EvenhandApiError;

/**
 * Sends events, given as JSON texts, as one request; answers in their order. A batch that the service finds too big is
 * halved until it fits, so that only an event that is too big by itself is refused.
 *
 * @throws what the transport throws, where the batch as a whole failed
 */
export async function sendBatch(transport: Transport, bodies: readonly string[]): Promise<readonly Outcome[]> {
  try {
    const answer = await transport<{ results: readonly EventResult[] }>({
      method: "POST",
      path: "/v1/events",
      contentType: "application/cloudevents-batch+json",
      body: `[${bodies.join(",")}]`,
    });
    if (!Array.isArray(answer.results) || answer.results.length !== bodies.length)
      throw new EvenhandClientError(
        "EH_CLIENT_ANSWER_INVALID",
        `The answer to a batch of ${bodies.length} events does not have ${bodies.length} results.`,
      );
    return (answer.results as readonly EventResult[]).map(outcomeOf);
  } catch (error) {
    if (!(error instanceof EvenhandApiError) || error.status !== 413) throw error;
    if (bodies.length === 1) return [error];
    const half = bodies.length >> 1;
    // One after the other: the order of the events is kept.
    const first = await sendBatch(transport, bodies.slice(0, half));
    return [...first, ...(await sendBatch(transport, bodies.slice(half)))];
  }
}

function outcomeOf(result: EventResult): Outcome {
  if (result.result === "decided") return result;
  const status = typeof result.problem.status === "number" ? result.problem.status : 400;
  return new EvenhandApiError(status, readProblem(status, result.problem));
}
