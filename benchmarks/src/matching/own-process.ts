/** Engines of the matching benchmark run each in a process of its own, so that none inherits what V8 learnt from another. */
import { fork } from "node:child_process";
import { BenchmarkError } from "../benchmark-error.js";
import { buildLiterals, type LiteralEngine } from "./literal-engines.js";
import { buildRegexes, type RegexEngine } from "./regex-engines.js";
import { measureScan, type ScanResult, type ScanTask } from "./scan-lines.js";

/** Marks a process that carries out one task; the task follows as JSON. */
export const MATCHING_TASK = "--task";

export type MatchingTask = ScanTask &
  (
    | { readonly kind: "literals"; readonly engine: LiteralEngine }
    | { readonly kind: "regex"; readonly engine: RegexEngine }
  );

/** Carries out a task in a new process. Undefined where `timeoutMs` passed. */
export function inOwnProcess(task: MatchingTask, timeoutMs: number): Promise<ScanResult | undefined> {
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
      resolve(message as ScanResult);
    });
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      reject(new BenchmarkError(`A measuring process ended with ${signal ?? String(code)} and without a result.`));
    });
  });
}

/** The other end. */
export async function answerMatchingTask(json: string): Promise<void> {
  const task = JSON.parse(json) as MatchingTask;
  const build = task.kind === "literals" ? buildLiterals[task.engine] : buildRegexes[task.engine];
  const result = await measureScan(task, build);
  process.send?.(result, () => process.exit(0));
}
