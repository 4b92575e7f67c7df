/// <reference lib="esnext.disposable" preserve="true" />
import { EvenhandClientError } from "../http/errors.js";
import type { Transport } from "../http/transport.js";
import { invalid, type Settings, whole } from "../options.js";
import type { AnyEvent } from "../wire/entries.js";
import type { DecidedEvent } from "../wire/wire-types.js";
import { deliverBatch } from "./deliver-batch.js";
import { EventQueue, type Waiting } from "./event-queue.js";
import type { Outcome } from "./send-batch.js";

export interface BatcherOptions {
  /** Most events of one request. Default 100; at most 1,000. */
  readonly maxBatch?: number | undefined;
  /** Most bytes of one request; an event that is bigger goes alone. Default 500,000. */
  readonly maxBatchBytes?: number | undefined;
  /** Longest wait for a batch to fill, in milliseconds. Default 20. */
  readonly maxWaitMs?: number | undefined;
  /** Most events that are kept here: waiting, or sent and not answered. Default 10,000. */
  readonly maxPending?: number | undefined;
  /** What `send` and `enqueue` do when that many are kept: wait for room (default), or fail with EH_CLIENT_BUFFER_FULL. */
  readonly whenFull?: "wait" | "fail" | undefined;
  /** Called once for every event when its fate is known. What it throws is ignored. */
  readonly onResult?: ((result: BatcherResult) => void) | undefined;
}

/** What became of an event: its decision, or why there is none. */
export type BatcherResult =
  | { readonly event: AnyEvent; readonly decided: DecidedEvent; readonly error?: undefined }
  | { readonly event: AnyEvent; readonly decided?: undefined; readonly error: Error };

/** Collects events and sends them together, one request at a time, in the order in which they were given. */
export interface Batcher extends AsyncDisposable {
  /** Resolves with the event's own answer, once it is stored. @throws EvenhandApiError where the service refuses it */
  readonly send: (event: AnyEvent) => Promise<DecidedEvent>;
  /** Resolves as soon as there is room for the event; what becomes of it goes to `onResult`. For streams: await this. */
  readonly enqueue: (event: AnyEvent) => Promise<void>;
  /** Sends what is waiting without delay; resolves once everything given before has been answered or has failed. */
  readonly flush: () => Promise<void>;
  /** Takes no more events, and flushes. Also what `await using` does. */
  readonly close: () => Promise<void>;
  /** Events kept here at the moment. */
  readonly pending: number;
}

interface Kept extends Waiting {
  readonly event: AnyEvent;
  /** JSON text of the event. */
  readonly body: string;
  readonly settle: (result: BatcherResult) => void;
}

/** Makes a {@link Batcher}. @throws EvenhandClientError EH_CLIENT_OPTION_INVALID */
export function createBatcher(transport: Transport, settings: Settings, options: BatcherOptions): Batcher {
  const maxBatch = whole("maxBatch", options.maxBatch, 100, 1, 1_000);
  const maxBytes = whole("maxBatchBytes", options.maxBatchBytes, 500_000, 1, 1_000_000_000);
  const maxWaitMs = whole("maxWaitMs", options.maxWaitMs, 20, 0, 60_000);
  const queue = new EventQueue<Kept>(whole("maxPending", options.maxPending, 10_000, 1, 10_000_000));
  const whenFull = options.whenFull ?? "wait";
  if (whenFull !== "wait" && whenFull !== "fail")
    throw invalid(`whenFull is "wait" or "fail"; "${String(whenFull)}" was given.`);
  const encoder = new TextEncoder();
  let closed = false;
  let running = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Events go out in the order in which they came, so counts say which have found their fate.
  let given = 0;
  let settled = 0;
  let flushes: { readonly upTo: number; readonly done: () => void }[] = [];

  /** Sends batches until nothing waits. Only one loop runs, with one request at a time: that keeps the order. */
  async function run(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (running) return;
    running = true;
    while (queue.waiting > 0) {
      await deliverBatch(transport, settings, queue.take(maxBatch, maxBytes), settle);
      for (const flush of flushes) if (flush.upTo <= settled) flush.done();
      flushes = flushes.filter((flush) => flush.upTo > settled);
    }
    running = false;
  }

  function settle(kept: Kept, outcome: Outcome | Error): void {
    settled += 1;
    const { event } = kept;
    const result: BatcherResult = outcome instanceof Error ? { event, error: outcome } : { event, decided: outcome };
    try {
      options.onResult?.(result);
    } catch {
      // The caller's own affair; the other events must not suffer.
    }
    kept.settle(result);
    queue.release();
  }

  function add(event: AnyEvent, onSettled: Kept["settle"], onAdmitted: () => void): void {
    if (closed)
      throw new EvenhandClientError("EH_CLIENT_BATCHER_CLOSED", "The batcher is closed: it takes no more events.");
    if (whenFull === "fail" && !queue.hasRoom)
      throw new EvenhandClientError(
        "EH_CLIENT_BUFFER_FULL",
        `${queue.kept} events are kept already (maxPending): they come faster than the service takes them.`,
      );
    // Taken down now: what the caller changes later does not change what is sent, nor what is sent again.
    const body = JSON.stringify(event);
    given += 1;
    queue.put({ event, body, bytes: encoder.encode(body).length, settle: onSettled }, onAdmitted);
    if (queue.waiting >= maxBatch || queue.bytes >= maxBytes || !queue.hasRoom) void run();
    else if (!running) timer ??= setTimeout(() => void run(), maxWaitMs);
  }

  function flush(): Promise<void> {
    if (settled === given) return Promise.resolve();
    return new Promise((done) => {
      flushes.push({ upTo: given, done });
      void run();
    });
  }

  function close(): Promise<void> {
    closed = true;
    return flush();
  }

  return {
    send: (event) =>
      new Promise((resolve, reject) => {
        add(event, ({ decided, error }) => (error === undefined ? resolve(decided) : reject(error)), ignore);
      }),
    enqueue: (event) => new Promise((resolve) => add(event, ignore, resolve)),
    flush,
    close,
    get pending() {
      return queue.kept;
    },
    [Symbol.asyncDispose]: close,
  };
}

function ignore(): void {}
