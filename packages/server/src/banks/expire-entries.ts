import { SYSTEM } from "../journal/append.js";
import type { Job } from "../jobs/job.js";
import type { Domain } from "../service/domain.js";
import { inTransaction } from "../service/service.js";
import { removeEntries } from "./remove-entries.js";

const AT_ONCE = 500;

/** Removes entries whose time has passed, under the system's own name. They find nothing from that time on in any case. */
export function expireEntriesJob(domain: Domain): Job {
  return {
    name: "expire-bank-entries",
    everyMs: 10_000,
    run: async () => (await expireEntries(domain)) === AT_ONCE,
  };
}

/** @returns how many were removed, 500 at most */
export async function expireEntries(domain: Domain): Promise<number> {
  const due = await domain.store.db
    .selectFrom("bank_entries")
    .select("id")
    .where("removed_at", "is", null)
    .where("expires_at", "<=", new Date(domain.clock.now()))
    .orderBy("expires_at")
    .limit(AT_ONCE)
    .execute();
  if (due.length === 0) return 0;
  const ids = due.map(({ id }) => id);
  await inTransaction(domain, (tx) => removeEntries(tx, domain, { ids, how: "expired", reason: null, actor: SYSTEM }));
  await domain.banks.follow();
  return ids.length;
}
