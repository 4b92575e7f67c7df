import { EvenhandApiError } from "../http/errors.js";
import { isTransientStatus, retryDelayMs, type RetryRule } from "../http/retry.js";
import { sleep } from "../http/sleep.js";
import type { Transport } from "../http/transport.js";
import { type Outcome, sendBatch } from "./send-batch.js";

/**
 * Sends a batch and tells each event's fate. Events that the service had no room for, inside an answer that was otherwise
 * good, go again; a batch that failed as a whole has had its attempts in the transport. Never throws.
 *
 * @param settle called once for each; all are settled when this resolves
 */
export async function deliverBatch<W extends { readonly body: string }>(
  transport: Transport,
  rule: RetryRule & { readonly retries: number },
  batch: readonly W[],
  settle: (item: W, outcome: Outcome | Error) => void,
): Promise<void> {
  let left = batch;
  for (let failures = 1; ; failures += 1) {
    let outcomes: readonly Outcome[];
    try {
      outcomes = await sendBatch(
        transport,
        left.map((item) => item.body),
      );
    } catch (error) {
      for (const item of left) settle(item, error as Error);
      return;
    }
    const again: W[] = [];
    left.forEach((item, i) => {
      const outcome = outcomes[i] as Outcome;
      const noRoom = outcome instanceof EvenhandApiError && isTransientStatus(outcome.status);
      if (noRoom && failures <= rule.retries) again.push(item);
      else settle(item, outcome);
    });
    if (again.length === 0) return;
    left = again;
    await sleep(retryDelayMs(rule, failures, undefined, Math.random()) ?? rule.maxBackoffMs);
  }
}
