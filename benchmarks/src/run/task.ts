/** The parts of a run, each in a process of its own, so that none inherits what V8 has learnt from another. */
import { type ChildProcess, fork } from "node:child_process";
import { BenchmarkError } from "../benchmark-error.js";
import { type CellResult, type Effort, runCell } from "../decide/cell.js";
import { measureMemory, type MemoryResult } from "../decide/memory.js";
import { type ExpressionEffort, type ExpressionResult, measureExpression } from "../expression/expression.js";
import type { PackName } from "../generate/condition.js";

export type Task =
  | { readonly kind: "cell"; readonly pack: PackName; readonly size: number; readonly effort: Effort }
  | { readonly kind: "memory"; readonly engine: string; readonly pack: PackName; readonly size: number }
  | { readonly kind: "expression"; readonly effort: ExpressionEffort };

interface Results {
  readonly cell: CellResult;
  readonly memory: MemoryResult;
  readonly expression: readonly ExpressionResult[];
}

type Reply = { readonly result: unknown } | { readonly error: string };

/** Marks a process that carries out one task; the task follows as JSON. */
export const TASK_ARGUMENT = "--task";

/**
 * Carries out a task in a new process.
 *
 * @throws BenchmarkError with what the task said where it fails
 */
export async function inProcess<K extends Task["kind"]>(task: Extract<Task, { kind: K }>): Promise<Results[K]> {
  const main = process.argv[1] as string;
  const child = fork(main, [TASK_ARGUMENT, JSON.stringify(task)], { execArgv: ["--expose-gc"] });
  const reply = await replyOf(child);
  if ("error" in reply) throw new BenchmarkError(reply.error);
  return reply.result as Results[K];
}

function replyOf(child: ChildProcess): Promise<Reply> {
  return new Promise((resolve) => {
    child.once("message", (message) => resolve(message as Reply));
    child.once("exit", (code, signal) =>
      resolve({ error: `A measuring process ended with ${signal ?? `exit code ${code}`} and without a result.` }),
    );
  });
}

/** The other end: carries out the task that this process was started for, and sends the result. */
export async function answerTask(json: string): Promise<void> {
  const reply = await carryOut(JSON.parse(json) as Task).then(
    (result): Reply => ({ result }),
    (error: unknown): Reply => ({
      error:
        error instanceof BenchmarkError ? error.message : error instanceof Error ? `${error.stack}` : String(error),
    }),
  );
  process.send?.(reply, () => process.exit(0));
}

function carryOut(task: Task): Promise<Results[Task["kind"]]> {
  switch (task.kind) {
    case "cell":
      return runCell(task.pack, task.size, task.effort);
    case "memory":
      return measureMemory(task.engine, task.pack, task.size);
    default:
      return Promise.resolve(measureExpression(task.effort));
  }
}
