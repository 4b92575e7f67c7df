// The thread that hostile or merely large policies are checked in: it may take long or run out of memory, and nobody waits.
import { parentPort } from "node:worker_threads";
import type { Event } from "@evenhand/contract";
import { type Backtest, type CompiledPolicy, compilePolicy, createBacktest, loadPolicy } from "@evenhand/policy";
import { checkPolicy } from "./check-policy.js";
import type { PolicyFiles } from "./policy-files.js";
import type { WorkerAnswer, WorkerRequest } from "./worker-messages.js";

let checked: CompiledPolicy | undefined;
let backtest: Backtest | undefined;

parentPort?.on("message", (request: WorkerRequest) => {
  let answer: WorkerAnswer;
  try {
    answer = answerTo(request);
  } catch (error) {
    answer = { kind: "failed", reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows
  parentPort?.postMessage(answer);
});

function answerTo(request: WorkerRequest): WorkerAnswer {
  switch (request.kind) {
    case "load": {
      const { policy, problems } = loadPolicy(request.files);
      return { kind: "loaded", policy, problems };
    }
    case "check": {
      const { check, compiled } = checkPolicy(request.files);
      checked = compiled;
      return { kind: "checked", check };
    }
    case "backtest": {
      if (checked === undefined) throw new TypeError("no policy was checked");
      backtest = createBacktest(compile(request.before), checked, { clock: { now: () => request.nowMs } });
      return { kind: "ready" };
    }
    case "events":
      for (const body of request.bodies) backtest?.add(JSON.parse(body) as Event);
      return { kind: "ready" };
    case "report": {
      if (backtest === undefined) throw new TypeError("no backtest was begun");
      return { kind: "report", report: backtest.report() };
    }
  }
}

function compile(files: PolicyFiles): CompiledPolicy {
  const { policy } = loadPolicy(files);
  const compiled = policy === undefined ? undefined : compilePolicy(policy).compiled;
  if (compiled === undefined) throw new TypeError("the policy in force does not compile any more");
  return compiled;
}
