import { rm } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import type { StoreLog } from "../store-log.js";
import { type DatabaseThread, startDatabaseThread } from "./database-thread.js";
import { monotonicSeconds } from "./monotonic-seconds.js";

export interface SupervisorOptions {
  /** PostgreSQL's own directory. */
  readonly dataDirectory: string;
  readonly socketPath: string;
  readonly log: StoreLog;
  readonly stuckQueryMs: number;
  readonly idleInTransactionMs: number;
}

const FIRST_RESTART_MS = 250;
const LAST_RESTART_MS = 15_000;
const WATCH_MS = 1_000;

/** Keeps PostgreSQL's thread running: ends it where a query is stuck, and starts it again where it has ended. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #busySince = new SharedArrayBuffer(Uint32Array.BYTES_PER_ELEMENT);
  readonly #closing = new AbortController();
  #thread: DatabaseThread | undefined;
  #restarting: Promise<void> | undefined;
  #watch: NodeJS.Timeout | undefined;
  /** How much work is going on that may take any time. */
  #patience = 0;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** @throws EvenhandError EH_STORE_UNAVAILABLE where PostgreSQL does not start */
  async start(): Promise<void> {
    const { dataDirectory, socketPath, idleInTransactionMs, log } = this.#options;
    await rm(socketPath, { force: true });
    Atomics.store(new Uint32Array(this.#busySince), 0, 0);
    const thread = await startDatabaseThread(
      { dataDirectory, socketPath, idleInTransactionMs, busySince: this.#busySince },
      (line) => logLine(log, line),
    );
    this.#thread = thread;
    this.#watch = setInterval(() => this.#endWhereStuck(thread), WATCH_MS).unref();
    void thread.ended.then((reason) => this.#onEnd(reason));
  }

  /** How often the disk was asked to sync since the last start. */
  async syncs(): Promise<number> {
    return (await this.#thread?.syncs()) ?? 0;
  }

  /** Runs work in which no query counts as stuck. */
  async patiently<T>(work: () => Promise<T>): Promise<T> {
    this.#patience += 1;
    try {
      return await work();
    } finally {
      this.#patience -= 1;
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#restarting;
    clearInterval(this.#watch);
    await this.#thread?.close();
    await rm(this.#options.socketPath, { force: true });
  }

  #endWhereStuck(thread: DatabaseThread): void {
    const since = Atomics.load(new Uint32Array(this.#busySince), 0);
    if (since === 0 || this.#patience > 0) return;
    const seconds = monotonicSeconds() - since;
    if (seconds * 1000 <= this.#options.stuckQueryMs) return;
    this.#options.log.error({ seconds }, "a query does not end; the embedded database is ended and started again");
    void thread.kill();
  }

  #onEnd(reason: string): void {
    clearInterval(this.#watch);
    this.#thread = undefined;
    if (this.#closing.signal.aborted) return;
    this.#options.log.error({ reason }, "the embedded database has ended; it is being started again");
    this.#restarting = this.#restart();
  }

  async #restart(): Promise<void> {
    const { signal } = this.#closing;
    for (let delay = FIRST_RESTART_MS; !signal.aborted; delay = Math.min(delay * 2, LAST_RESTART_MS)) {
      await wait(delay, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await this.start();
        this.#options.log.info({}, "the embedded database runs again");
        return;
      } catch (error) {
        this.#options.log.error({ reason: String(error) }, "the embedded database does not start yet");
      }
    }
  }
}

function logLine(log: StoreLog, line: string): void {
  if (/\b(FATAL|PANIC):/.test(line)) log.error({ line }, "embedded database");
  else if (/\bWARNING:/.test(line)) log.warn({ line }, "embedded database");
}
