import type { Job } from "../../jobs/job.js";
import type { Service } from "../../service/service.js";

const EVERY_MS = 600_000;

/** Forgets answers whose day is over. */
export function expireAnswersJob(service: Pick<Service, "store" | "clock">): Job {
  return {
    name: "expire-idempotency-keys",
    everyMs: EVERY_MS,
    async run() {
      const now = new Date(service.clock.now());
      await service.store.db.deleteFrom("idempotency_keys").where("expires_at", "<=", now).execute();
      return false;
    },
  };
}
