import { OutboundClient } from "../outbound/outbound-client.js";
import type { Service } from "../service/service.js";
import { DeliveryWorker } from "./delivery-worker.js";
import { FanOutWorker } from "./fan-out-worker.js";
import { updateWebhookGauges } from "./webhook-gauges.js";

export interface WebhookOptions {
  /** Makes the calls; with the system's resolver unless said. Disposed of with the workers. */
  readonly outbound?: OutboundClient;
  /** How often to look without a bell, milliseconds; 1,000 unless said. */
  readonly pollMs?: number;
  /** Attempts at the same time, overall and to one endpoint; 64 and 8 unless said. */
  readonly concurrency?: number;
  readonly perEndpoint?: number;
  /** How long attempts under way may last once it is stopped, milliseconds; 5,000 unless said. */
  readonly graceMs?: number;
  /** For the jitter, 0 to 1; `Math.random` unless said. */
  readonly random?: () => number;
}

const GAUGES_MS = 5000;

/**
 * Starts what delivers webhooks: one worker makes messages from the journal, one sends them. Any number of processes may
 * run these on one database.
 *
 * Disposing stops taking messages, finishes or gives back what is under way, and returns.
 */
export function startWebhooks(service: Service, options: WebhookOptions = {}): AsyncDisposable {
  const { pollMs = 1000, concurrency = 64, perEndpoint = 8, graceMs = 5000, random = Math.random } = options;
  const outbound = options.outbound ?? new OutboundClient({ maxSockets: concurrency });
  const delivery = new DeliveryWorker(service, { outbound, pollMs, concurrency, perEndpoint, graceMs, random });
  const fanOut = new FanOutWorker(service, { pollMs, onMade: () => delivery.wake() });
  let measuring: Promise<void> = Promise.resolve();
  const gauges = setInterval(() => {
    measuring = updateWebhookGauges(service).catch((error: unknown) =>
      service.log.warn({ err: error }, "webhook gauges not read"),
    );
  }, GAUGES_MS);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(gauges);
      await fanOut[Symbol.asyncDispose]();
      await delivery[Symbol.asyncDispose]();
      await measuring;
      outbound[Symbol.dispose]();
    },
  };
}
