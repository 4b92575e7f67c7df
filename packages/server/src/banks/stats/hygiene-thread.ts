import { Worker } from "node:worker_threads";
import { EvenhandError } from "@evenhand/contract";
import { builtWorker } from "../../service/built-worker.js";
import type { HygieneAnswer, HygieneLists, HygieneRequest } from "./hygiene-messages.js";

export interface ThreadLimits {
  /** For everything that is asked of the thread, in milliseconds. */
  readonly timeMs: number;
  readonly memoryMb: number;
}

const LIMITS: ThreadLimits = { timeMs: 60_000, memoryMb: 1_024 };

/**
 * Has a thread of its own answer requests one after the other; the last one asks for the report.
 *
 * @throws EvenhandError EH_BANK_STATS_ABORTED where time or memory ran out; what `requests` throws
 */
export async function workOutHygiene(
  requests: AsyncIterable<HygieneRequest>,
  { timeMs, memoryMb }: ThreadLimits = LIMITS,
): Promise<HygieneLists> {
  const worker = new Worker(builtWorker("banks/stats/hygiene-worker.js", "Statistics are worked out by"), {
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, stackSizeMb: 4 },
  });
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<EvenhandError>((resolve) => {
    timer = setTimeout(() => resolve(aborted(`took more than ${timeMs / 1_000} seconds`)), timeMs);
    worker.on("error", (error: NodeJS.ErrnoException) => {
      const outOfMemory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      resolve(aborted(outOfMemory ? `needed more than ${memoryMb} MB of memory` : `failed (${error.message})`));
    });
    worker.on("exit", () => resolve(aborted("ended early")));
  });
  try {
    for await (const request of requests) {
      const answered = new Promise<HygieneAnswer>((resolve) => worker.once("message", resolve));
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows
      worker.postMessage(request);
      const answer = await Promise.race([answered, ended]);
      if (answer instanceof EvenhandError) throw answer;
      if (answer.kind === "failed") throw aborted(`failed (${answer.reason})`);
      if (answer.kind === "report") return answer.lists;
    }
    throw new TypeError("no report was asked for");
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

function aborted(what: string): EvenhandError {
  return new EvenhandError(
    "EH_BANK_STATS_ABORTED",
    `Working out the statistics ${what}. Ask for a smaller sample, or split the bank.`,
  );
}
