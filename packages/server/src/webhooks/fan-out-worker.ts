import type { Service } from "../service/service.js";
import { endpointsBehind, fanOut } from "./fan-out.js";
import { Waker } from "./waker.js";

export interface FanOutWorkerOptions {
  /** Called when there are new messages. */
  readonly onMade: () => void;
  /** Looks again after so long without a bell: another process may have written. */
  readonly pollMs: number;
}

/** Commits that come close together are read together. */
const GATHER_MS = 25;

/** Makes messages from the journal for as long as it lives. */
export class FanOutWorker implements AsyncDisposable {
  readonly #service: Service;
  readonly #options: FanOutWorkerOptions;
  readonly #waker = new Waker();
  readonly #unlisten: () => void;
  readonly #running: Promise<void>;
  #stopping = false;

  constructor(service: Service, options: FanOutWorkerOptions) {
    this.#service = service;
    this.#options = options;
    this.#unlisten = service.bell.listen(() => this.#waker.wake());
    this.#running = this.#run();
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      try {
        await this.#turn();
      } catch (error) {
        // The database is away, most likely; nothing is lost, because the cursor has not moved.
        this.#service.log.error({ err: error }, "webhook messages not made; trying again");
        await new Promise((resolve) => setTimeout(resolve, this.#options.pollMs));
      }
      await this.#waker.wait(this.#options.pollMs);
      await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    }
  }

  async #turn(): Promise<void> {
    let behind = await endpointsBehind(this.#service);
    while (behind.length > 0 && !this.#stopping) {
      const more: string[] = [];
      for (const id of behind) {
        const result = await fanOut(this.#service, id);
        if (result.made > 0) this.#options.onMade();
        if (result.more) more.push(id);
      }
      behind = more;
    }
  }

  /** Ends after the transaction at hand. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping = true;
    this.#unlisten();
    this.#waker.wake();
    await this.#running;
  }
}
