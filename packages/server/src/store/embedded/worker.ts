// The thread that PostgreSQL runs in: a query blocks it, and nothing else.
import { parentPort, workerData } from "node:worker_threads";
import { startEngine } from "./engine.js";
import { monotonicSeconds } from "./monotonic-seconds.js";
import { WireServer } from "./wire-server.js";
import type { WorkerInput, WorkerMessage, WorkerRequest } from "./worker-messages.js";

const { dataDirectory, socketPath, idleInTransactionMs, busySince } = workerData as WorkerInput;
const busy = new Uint32Array(busySince);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows
const tell = (message: WorkerMessage): void => parentPort?.postMessage(message);

const engine = await startEngine(
  dataDirectory,
  (reason) => {
    tell({ kind: "dead", reason });
    // Ends the thread, not the process.
    process.exit(1);
  },
  (line) => tell({ kind: "log", line }),
);
const server = new WireServer(engine, {
  idleInTransactionMs,
  onBusy: (isBusy) => Atomics.store(busy, 0, isBusy ? monotonicSeconds() : 0),
});
await server.listen(socketPath);

parentPort?.on("message", (request: WorkerRequest) => {
  if (request === "syncs") tell({ kind: "syncs", count: engine.syncs() });
  else void close();
});
tell({ kind: "ready" });

async function close(): Promise<void> {
  await server.close();
  await engine.close();
  process.exit(0);
}
