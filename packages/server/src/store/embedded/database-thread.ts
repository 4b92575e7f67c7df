import { Worker } from "node:worker_threads";
import { EvenhandError } from "@evenhand/contract";
import { builtWorker } from "../../service/built-worker.js";
import { easeWasmStart } from "./wasm-flags.js";
import type { WorkerInput, WorkerMessage, WorkerRequest } from "./worker-messages.js";

/** PostgreSQL's thread as seen from ours. */
export interface DatabaseThread {
  /** Fulfilled with the reason when the thread has ended, asked or not. */
  readonly ended: Promise<string>;
  /** How often it has had the disk sync; to show that a commit does. */
  syncs(): Promise<number>;
  /** Ends it cleanly. */
  close(): Promise<void>;
  /** Ends it at once, also in the midst of a query: no other way out of one there is. */
  kill(): Promise<void>;
}

/**
 * Starts PostgreSQL in a thread.
 *
 * @param onLog gets lines of PostgreSQL's log
 * @throws EvenhandError EH_STORE_UNAVAILABLE where it does not start, with the last lines of its log
 */
export async function startDatabaseThread(input: WorkerInput, onLog: (line: string) => void): Promise<DatabaseThread> {
  easeWasmStart();
  const worker = new Worker(builtWorker("store/embedded/worker.js", "The embedded database runs", unavailable), {
    workerData: input,
    execArgv: [],
    stdout: false,
    stderr: false,
  });
  const lines: string[] = [];
  let reason = "it ended";
  const ended = new Promise<string>((resolve) => {
    worker.on("error", (error) => {
      reason = error.message;
    });
    worker.on("exit", () => resolve([reason, ...lines.filter(isGrave)].join("; ")));
  });
  const ready = new Promise<void>((resolve) => {
    worker.on("message", (message: WorkerMessage) => {
      if (message.kind === "ready") resolve();
      if (message.kind === "dead") reason = message.reason;
      if (message.kind !== "log") return;
      lines.push(message.line);
      if (lines.length > 20) lines.shift();
      onLog(message.line);
    });
  });
  const failed = await Promise.race([ready, ended]);
  if (failed !== undefined) {
    throw new EvenhandError("EH_STORE_UNAVAILABLE", `The embedded database does not start: ${failed}`);
  }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows
  const ask = (request: WorkerRequest): void => worker.postMessage(request);
  return {
    ended,
    syncs: () =>
      new Promise((resolve) => {
        const listen = (message: WorkerMessage): void => {
          if (message.kind !== "syncs") return;
          worker.off("message", listen);
          resolve(message.count);
        };
        worker.on("message", listen);
        ask("syncs");
      }),
    async close() {
      ask("close");
      await ended;
    },
    async kill() {
      await worker.terminate();
    },
  };
}

function isGrave(line: string): boolean {
  return /\b(FATAL|PANIC|ERROR):/.test(line);
}

function unavailable(message: string): EvenhandError {
  return new EvenhandError("EH_STORE_UNAVAILABLE", message);
}
