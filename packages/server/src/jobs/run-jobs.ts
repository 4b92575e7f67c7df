import { setMaxListeners } from "node:events";
import { pause } from "../service/pause.js";
import type { Service } from "../service/service.js";
import type { Job } from "./job.js";

/** Longest pause after a job that failed, in milliseconds: the pause doubles with each failure up to here. */
const LONGEST_PAUSE_MS = 60_000;

/**
 * Runs jobs until it is disposed of, each on its own: one that is slow or fails keeps no other from its time. Disposing waits
 * for the runs that are under way.
 */
export function runJobs(service: Pick<Service, "log" | "metrics">, jobs: readonly Job[]): AsyncDisposable {
  const stop = new AbortController();
  // Each job waits on it; Node warns from the eleventh on.
  setMaxListeners(0, stop.signal);
  const ended = jobs.map((job) => keepRunning(service, job, stop.signal));
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(ended);
    },
  };
}

async function keepRunning(
  { log, metrics }: Pick<Service, "log" | "metrics">,
  job: Job,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  let endedWell = Date.now();
  while (!signal.aborted) {
    let again = false;
    try {
      again = await job.run(signal);
      failures = 0;
      endedWell = Date.now();
      metrics.jobRuns.inc({ job: job.name, result: "done" });
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      metrics.jobRuns.inc({ job: job.name, result: "failed" });
      log.error({ err: error, job: job.name, failures }, "a job failed and will be tried again");
    }
    metrics.jobAgeSeconds.set({ job: job.name }, (Date.now() - endedWell) / 1_000);
    if (!again)
      await pause(failures === 0 ? job.everyMs : Math.min(job.everyMs * 2 ** failures, LONGEST_PAUSE_MS), signal);
  }
}
