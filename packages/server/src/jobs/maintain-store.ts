import type { Service } from "../service/service.js";
import type { Job } from "./job.js";

const EVERY_MS = 1_800_000;

/** Cleans up and analyses where no autovacuum does. The first time is a while after the start, not in its way. */
export function maintainStoreJob({ store }: Pick<Service, "store">): Job {
  let first = true;
  return {
    name: "maintain-store",
    everyMs: EVERY_MS,
    run: async () => {
      if (!first) await store.maintain();
      first = false;
      return false;
    },
  };
}
