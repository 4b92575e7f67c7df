import { sql } from "kysely";
import type { Job } from "../../jobs/job.js";
import type { Service } from "../../service/service.js";

const DAY_MS = 86_400_000;
const EVERY_MS = 6 * 3_600_000;

/** Forgets hits of banks and finished scans when the events behind them are forgotten. */
export function forgetBankUseJob({ store, clock, config }: Pick<Service, "store" | "clock" | "config">): Job {
  return {
    name: "forget-bank-use",
    everyMs: EVERY_MS,
    run: async () => {
      const { eventsDays } = config.retention;
      if (eventsDays === 0) return false;
      const before = new Date(clock.now() - eventsDays * DAY_MS).toISOString();
      await sql`delete from bank_hits where day < ${before.slice(0, 10)}::date`.execute(store.db);
      await sql`delete from bank_scans where state <> 'running' and requested_at < ${before}::timestamptz`.execute(
        store.db,
      );
      return false;
    },
  };
}
