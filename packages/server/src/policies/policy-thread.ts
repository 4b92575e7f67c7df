import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { EvenhandError } from "@evenhand/contract";
import type { WorkerAnswer, WorkerRequest } from "./worker-messages.js";

export interface PolicyThreadLimits {
  /** For everything that is asked of the thread, in milliseconds. */
  readonly timeMs: number;
  readonly memoryMb: number;
}

/** A policy that needs more than this would hold up the service once it is in force. */
export const THREAD_LIMITS: PolicyThreadLimits = { timeMs: 120_000, memoryMb: 1_024 };

type AnswerOf<K extends WorkerAnswer["kind"]> = Extract<WorkerAnswer, { kind: K }>;

/** A thread for one policy. Disposing of it ends it, also in the midst of something. */
export interface PolicyThread extends AsyncDisposable {
  /**
   * @param expected the kind of answer
   * @throws EvenhandError EH_POLICY_CHECK_ABORTED where time or memory ran out, or the policy made the check itself fail
   */
  ask<K extends WorkerAnswer["kind"]>(request: WorkerRequest, expected: K): Promise<AnswerOf<K>>;
}

/** Starts a thread to check one policy in. */
export function startPolicyThread(limits: PolicyThreadLimits = THREAD_LIMITS): PolicyThread {
  const worker = new Worker(workerFile(), {
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb, stackSizeMb: 4 },
  });
  const ended = new Promise<EvenhandError>((resolve) => {
    const timer = setTimeout(() => resolve(aborted(`took more than ${limits.timeMs / 1000} seconds`)), limits.timeMs);
    timer.unref();
    worker.on("exit", () => clearTimeout(timer));
    worker.on("error", (error: NodeJS.ErrnoException) => {
      const outOfMemory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      resolve(aborted(outOfMemory ? `needed more than ${limits.memoryMb} MB of memory` : `failed (${error.message})`));
    });
  });
  return {
    async ask(request, expected) {
      const answered = new Promise<WorkerAnswer>((resolve) => worker.once("message", resolve));
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows
      worker.postMessage(request);
      const answer = await Promise.race([answered, ended]);
      if (answer instanceof EvenhandError) throw answer;
      if (answer.kind === "failed") throw aborted(`failed (${answer.reason})`);
      if (answer.kind !== expected) throw new TypeError(`asked for ${expected}, got ${answer.kind}`);
      return answer as AnswerOf<typeof expected>;
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}

function aborted(what: string): EvenhandError {
  return new EvenhandError(
    "EH_POLICY_CHECK_ABORTED",
    `Checking the policy and comparing it with the one in force ${what}; it was not stored, and nothing has changed. ` +
      "`evenhand policy check` and `evenhand policy test` show on your own machine which part is so costly.",
  );
}

/** The thread runs what was built, also where we run from sources: Node 20 loads no TypeScript. */
function workerFile(): URL {
  if (!import.meta.url.endsWith(".ts")) return new URL("./policy-worker.js", import.meta.url);
  const built = new URL("../../dist/policies/policy-worker.js", import.meta.url);
  if (existsSync(fileURLToPath(built))) return built;
  throw new TypeError(
    `${fileURLToPath(built)} is not there. Policies are checked by what was built: run \`npx tsc -b\`.`,
  );
}
