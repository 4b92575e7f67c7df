import { sql } from "kysely";
import type { Service } from "../service/service.js";
import type { Job } from "./job.js";

const DAY_MS = 86_400_000;
const EVERY_MS = 600_000;
const AT_ONCE = 5_000;

/** Deletes idempotency keys that have expired and webhook messages that are long done. */
export function cleanUpJob({ store, clock, config }: Service): Job {
  return {
    name: "clean-up",
    everyMs: EVERY_MS,
    run: async () => {
      const now = new Date(clock.now());
      const keys = await sql`
        delete from idempotency_keys where (api_key_id, operation, key) in
          (select api_key_id, operation, key from idempotency_keys where expires_at < ${now.toISOString()}::timestamptz limit ${AT_ONCE})`.execute(
        store.db,
      );
      const { webhookDays } = config.retention;
      if (webhookDays === 0) return Number(keys.numAffectedRows) === AT_ONCE;
      const before = new Date(now.getTime() - webhookDays * DAY_MS).toISOString();
      const messages = await sql`
        delete from webhook_messages where id in
          (select id from webhook_messages where state <> 'pending' and created_at < ${before}::timestamptz limit ${AT_ONCE})`.execute(
        store.db,
      );
      return Number(keys.numAffectedRows) === AT_ONCE || Number(messages.numAffectedRows) === AT_ONCE;
    },
  };
}
