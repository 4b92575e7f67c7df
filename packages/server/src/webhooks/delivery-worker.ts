import type { OutboundClient } from "../outbound/outbound-client.js";
import type { Service } from "../service/service.js";
import type { Reader, Tx } from "../store/transaction.js";
import { claimMessages, type ClaimedMessage, dueEndpoints } from "./claim-messages.js";
import { type Attempt, deliverMessage } from "./deliver-message.js";
import type { EndpointRow } from "./endpoint.js";
import { FAILURES_UNTIL_CAREFUL } from "./retry.js";
import { settleMessages } from "./settle-messages.js";
import { Waker } from "./waker.js";

export interface DeliveryWorkerOptions {
  readonly outbound: OutboundClient;
  /** Looks for due messages at least this often, in milliseconds. */
  readonly pollMs: number;
  /** Attempts at the same time: overall, and to one endpoint. */
  readonly concurrency: number;
  readonly perEndpoint: number;
  /** How long attempts under way may still take when it is stopped; then they are broken off and left to others. */
  readonly graceMs: number;
  /** 0 to 1. */
  readonly random: () => number;
}

/** A lease lasts longer than the longest attempt, by as much as clocks may differ and settling may take. */
const LEASE_MARGIN_MS = 30_000;

/** Delivers messages for as long as it lives. One transaction a turn settles what has ended and takes what is due. */
export class DeliveryWorker implements AsyncDisposable {
  readonly #service: Service;
  readonly #options: DeliveryWorkerOptions;
  readonly #waker = new Waker();
  readonly #abort = new AbortController();
  readonly #running: Promise<void>;
  /** Attempts that are not settled, by endpoint and in all. */
  readonly #places = new Map<string, number>();
  #taken = 0;
  /** Of these, those that have ended. */
  readonly #ended: Attempt[] = [];
  #stopping = false;

  constructor(service: Service, options: DeliveryWorkerOptions) {
    this.#service = service;
    this.#options = options;
    this.#running = this.#run();
  }

  /** Says that there may be something to deliver. */
  wake(): void {
    this.#waker.wake();
  }

  async #run(): Promise<void> {
    while (!this.#stopping || this.#taken > 0) {
      try {
        await this.#turn();
      } catch (error) {
        this.#service.log.error({ err: error }, "webhook deliveries not recorded; trying again");
        // Without the database a stop cannot wait: leases run out, and messages are sent again.
        if (this.#stopping && this.#ended.length === this.#taken) return;
        await new Promise((resolve) => setTimeout(resolve, this.#options.pollMs));
      }
      if (this.#ended.length === 0) await this.#waker.wait(this.#options.pollMs);
    }
  }

  async #turn(): Promise<void> {
    const { store, clock, bell } = this.#service;
    const now = clock.now();
    const ended = this.#ended.splice(0);
    // Without anything to settle, a look is enough to know whether a transaction is needed.
    const seen = ended.length === 0 ? await this.#open(store.db, now) : undefined;
    if (seen?.length === 0) return;
    // An attempt keeps its place until it is settled, so that nothing is sent past a pause that it brings about.
    for (const { message } of ended) this.#count(message, -1);
    try {
      const { claimed, wrote } = await store.db.transaction().execute(async (tx) => {
        const wrote = await settleMessages(tx, ended, now, this.#options.random);
        return { wrote, claimed: await this.#claim(tx, seen ?? (await this.#open(tx, now)), now) };
      });
      if (wrote) bell.ring();
      for (const message of claimed) this.#start(message);
      // What was settled may have let the next message of its subject through.
      if (ended.length > 0) this.#waker.wake();
    } catch (error) {
      for (const { message } of ended) this.#count(message, 1);
      this.#ended.unshift(...ended);
      throw error;
    }
  }

  /** Endpoints with something due and a free place. Who has least under way comes first, so that slow ones do not take all. */
  async #open(db: Reader, now: number): Promise<readonly EndpointRow[]> {
    if (this.#stopping || this.#taken >= this.#options.concurrency) return [];
    return (await dueEndpoints(db, now))
      .filter((endpoint) => this.#roomFor(endpoint) > 0)
      .sort((a, b) => (this.#places.get(a.id) ?? 0) - (this.#places.get(b.id) ?? 0));
  }

  async #claim(tx: Tx, open: readonly EndpointRow[], now: number): Promise<readonly ClaimedMessage[]> {
    const leaseMs = this.#service.config.webhooks.timeoutMs + LEASE_MARGIN_MS;
    const claimed: ClaimedMessage[] = [];
    for (const endpoint of open) {
      const room = Math.min(this.#roomFor(endpoint), this.#options.concurrency - this.#taken - claimed.length);
      if (room > 0 && !this.#stopping) claimed.push(...(await claimMessages(tx, endpoint, room, now, leaseMs)));
    }
    return claimed;
  }

  #roomFor(endpoint: EndpointRow): number {
    const most = endpoint.failures >= FAILURES_UNTIL_CAREFUL ? 1 : this.#options.perEndpoint;
    return most - (this.#places.get(endpoint.id) ?? 0);
  }

  #start(message: ClaimedMessage): void {
    this.#count(message, 1);
    void deliverMessage(this.#service, this.#options.outbound, message, this.#abort.signal).then((attempt) => {
      this.#ended.push(attempt);
      if (attempt.kind !== "released") this.#service.metrics.webhookAttempts.inc({ result: attempt.kind });
      return this.#waker.wake();
    });
  }

  #count({ endpoint }: ClaimedMessage, change: 1 | -1): void {
    const places = (this.#places.get(endpoint.id) ?? 0) + change;
    if (places === 0) this.#places.delete(endpoint.id);
    else this.#places.set(endpoint.id, places);
    this.#taken += change;
  }

  /** Takes nothing more; waits for attempts under way, breaks off those that last, and settles them. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping = true;
    const timer = setTimeout(() => this.#abort.abort(), this.#options.graceMs);
    this.#waker.wake();
    await this.#running;
    clearTimeout(timer);
  }
}
