import { setImmediate as turn } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { AutomatonTables, TermBank } from "@evenhand/matching";
import { builtWorker } from "../../service/built-worker.js";
import type { CompileAnswer, CompileRequest } from "./compile-messages.js";

export interface CompileLimits {
  /** For all of it, in milliseconds. */
  readonly timeMs: number;
  readonly memoryMb: number;
}

const LIMITS: CompileLimits = { timeMs: 300_000, memoryMb: 2_048 };

/** Entries that are sent at once: copying them takes a few milliseconds. */
const AT_ONCE = 2_000;

/**
 * Has a thread of its own compile a bank of terms.
 *
 * @param signal ends it at once
 * @returns tables of its index, in memory that other threads may be sent too
 * @throws Error where time or memory ran out, the thread failed, or it was ended: nothing has changed then
 */
export async function compileInThread(
  bank: TermBank,
  signal: AbortSignal,
  { timeMs, memoryMb }: CompileLimits = LIMITS,
): Promise<readonly AutomatonTables[]> {
  const worker = new Worker(builtWorker("banks/compile/compile-worker.js", "Banks are compiled by"), {
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, stackSizeMb: 4 },
  });
  let stop = (): void => undefined;
  const ended = new Promise<Error>((resolve) => {
    const end = (what: string): void => resolve(new Error(`Compiling the bank "${bank.name}" in a thread ${what}.`));
    const timer = setTimeout(() => end(`took more than ${timeMs / 1_000} seconds`), timeMs);
    const onAbort = (): void => end("was ended with the service");
    signal.addEventListener("abort", onAbort);
    worker.on("error", (error) => end(`failed (${error.message})`));
    worker.on("exit", () => end("ended early"));
    stop = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    };
    if (signal.aborted) onAbort();
  });
  try {
    const answer = await Promise.race([ask(worker, bank, signal), ended]);
    if (answer instanceof Error) throw answer;
    if (answer.kind === "failed") throw new Error(`Compiling the bank "${bank.name}" failed (${answer.reason}).`);
    return answer.tables;
  } finally {
    stop();
    await worker.terminate();
  }
}

async function ask(worker: Worker, { entries, ...bank }: TermBank, signal: AbortSignal): Promise<CompileAnswer> {
  const answered = new Promise<CompileAnswer>((resolve) => worker.once("message", resolve));
  const send = (request: CompileRequest): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows
    worker.postMessage(request);
  };
  for (let at = 0; at < entries.length && !signal.aborted; at += AT_ONCE) {
    send({ kind: "entries", entries: entries.slice(at, at + AT_ONCE) });
    await turn();
  }
  send({ kind: "compile", bank });
  return answered;
}
