/** Compiles live banks of terms that have changed much, beside the decisions. */
import type { Job } from "../../jobs/job.js";
import type { Domain } from "../../service/domain.js";
import { compileInThread } from "./compile-thread.js";

/** Where nothing was due, it is asked so soon again: a due share is not reached faster by any import. */
const EVERY_MS = 250;

/**
 * One bank at a time: while one is compiled, others and the same one change on. Where the thread fails, the job does, and is tried
 * again later; a bank that nobody compiles compiles itself in the end.
 */
export function compileBanksJob({ banks, log }: Pick<Domain, "banks" | "log">): Job {
  return {
    name: "compile-banks",
    everyMs: EVERY_MS,
    run: async (signal) => {
      // A policy that is published meanwhile has banks of its own; these want the tables no less, until they are dropped.
      const live = banks.current()?.banks;
      const task = live?.due();
      if (live === undefined || task === undefined) return false;
      const began = performance.now();
      const tables = await compileInThread(task, signal);
      const compiled = performance.now();
      const adopted = live.adopt(task, tables);
      log.debug(
        {
          bank: task.name,
          entries: task.entries.length,
          adopted,
          compileMs: Math.round(compiled - began),
          adoptMs: Math.round(performance.now() - compiled),
        },
        "a bank was compiled",
      );
      return true;
    },
  };
}
