import type { Transport } from "../http/transport.js";
import type { CallOptions, Settings } from "../options.js";
import type { AnyEvent } from "../wire/entries.js";
import type { DecidedEvent } from "../wire/wire-types.js";
import { type Batcher, type BatcherOptions, createBatcher } from "./batcher.js";

export interface Events {
  /**
   * Sends one event and answers once its decision is stored. Trying again is always safe: `(source, id)` names the event.
   *
   * @throws EvenhandApiError where the service refuses it
   */
  readonly send: (event: AnyEvent, options?: CallOptions) => Promise<DecidedEvent>;
  /** For many events: collects them and sends them together. */
  readonly batcher: (options?: BatcherOptions) => Batcher;
}

export function createEvents(transport: Transport, settings: Settings): Events {
  return {
    send: (event, options = {}) =>
      transport({
        ...options,
        method: "POST",
        path: "/v1/events",
        contentType: "application/cloudevents+json",
        body: JSON.stringify(event),
      }),
    batcher: (options = {}) => createBatcher(transport, settings, options),
  };
}
