import { Worker } from "node:worker_threads";
import { EvenhandError } from "@evenhand/contract";
import { builtWorker } from "../service/built-worker.js";
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

/** A thread that has ended its work well waits this long for more: starting one takes longer than most of the work. */
const IDLE_MS = 30_000;
let idle: { readonly worker: Worker; readonly timer: NodeJS.Timeout } | undefined;

/** Starts a thread to check one policy in, or takes the one that has just become idle. */
export function startPolicyThread(limits: PolicyThreadLimits = THREAD_LIMITS): PolicyThread {
  const worker = (limits === THREAD_LIMITS ? takeIdle() : undefined) ?? startWorker(limits);
  let asked = 0;
  let answers = 0;
  let failed = false;
  let stop = (): void => undefined;
  const ended = new Promise<EvenhandError>((resolve) => {
    const fail = (what: string): void => {
      failed = true;
      resolve(aborted(what));
    };
    const timer = setTimeout(() => fail(`took more than ${limits.timeMs / 1000} seconds`), limits.timeMs);
    const onError = (error: NodeJS.ErrnoException): void => {
      const outOfMemory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      fail(outOfMemory ? `needed more than ${limits.memoryMb} MB of memory` : `failed (${error.message})`);
    };
    const onExit = (): void => fail("ended early");
    worker.on("error", onError).on("exit", onExit);
    stop = () => {
      clearTimeout(timer);
      worker.off("error", onError).off("exit", onExit);
    };
  });
  return {
    async ask(request, expected) {
      asked += 1;
      const answered = new Promise<WorkerAnswer>((resolve) => worker.once("message", resolve));
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows
      worker.postMessage(request);
      const answer = await Promise.race([answered, ended]);
      if (answer instanceof EvenhandError) throw answer;
      answers += 1;
      if (answer.kind === "failed") throw aborted(`failed (${answer.reason})`);
      if (answer.kind !== expected) throw new TypeError(`asked for ${expected}, got ${answer.kind}`);
      return answer as AnswerOf<typeof expected>;
    },
    async [Symbol.asyncDispose]() {
      stop();
      if (failed || asked !== answers || limits !== THREAD_LIMITS || idle !== undefined) await worker.terminate();
      else keepIdle(worker);
    },
  };
}

function startWorker({ memoryMb }: PolicyThreadLimits): Worker {
  const worker = new Worker(builtWorker("policies/policy-worker.js", "Policies are checked by"), {
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, stackSizeMb: 4 },
  });
  // Without a listener, what goes wrong in the thread would end the process.
  worker.on("error", () => undefined);
  worker.on("exit", () => {
    if (idle?.worker === worker) idle = undefined;
  });
  return worker;
}

function keepIdle(worker: Worker): void {
  worker.unref();
  const timer = setTimeout(() => {
    idle = undefined;
    void worker.terminate();
  }, IDLE_MS);
  timer.unref();
  idle = { worker, timer };
}

function takeIdle(): Worker | undefined {
  const taken = idle;
  if (taken === undefined) return undefined;
  idle = undefined;
  clearTimeout(taken.timer);
  taken.worker.ref();
  return taken.worker;
}

function aborted(what: string): EvenhandError {
  return new EvenhandError(
    "EH_POLICY_CHECK_ABORTED",
    `Checking the policy and comparing it with the one in force ${what}; it was not stored, and nothing has changed. ` +
      "`evenhand policy check` and `evenhand policy test` show on your own machine which part is so costly.",
  );
}
