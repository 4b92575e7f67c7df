/** Engines of the matching benchmark run each in a process of its own, so that none inherits what V8 learnt from another. */
import { fork } from "node:child_process";
import { BenchmarkError } from "../benchmark-error.js";
import { type LiteralResult, type LiteralTask, measureLiterals } from "./literal-engines.js";

/** Marks a process that carries out one task; the task follows as JSON. */
export const MATCHING_TASK = "--task";

/** Carries out a task in a new process. Undefined where `timeoutMs` passed. */
export function inOwnProcess(task: LiteralTask, timeoutMs: number): Promise<LiteralResult | undefined> {
  const child = fork(process.argv[1] as string, ["matching", MATCHING_TASK, JSON.stringify(task)], {
    execArgv: ["--expose-gc"],
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.removeAllListeners();
      child.kill("SIGKILL");
      resolve(undefined);
    }, timeoutMs);
    child.once("message", (message) => {
      clearTimeout(timer);
      child.removeAllListeners();
      resolve(message as LiteralResult);
    });
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      reject(new BenchmarkError(`A measuring process ended with ${signal ?? String(code)} and without a result.`));
    });
  });
}

/** The other end. */
export async function answerMatchingTask(json: string): Promise<void> {
  const result = await measureLiterals(JSON.parse(json) as LiteralTask);
  process.send?.(result, () => process.exit(0));
}
