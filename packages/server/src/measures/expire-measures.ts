import { SYSTEM } from "../journal/append.js";
import type { Job } from "../jobs/job.js";
import type { Domain } from "../service/domain.js";
import { inTransaction } from "../service/service.js";
import { endMeasures } from "./end-measures.js";

const AT_ONCE = 200;

/**
 * Ends measures whose time has passed, under the system's own name; what came due while the service was down is ended at its
 * start.
 */
export function expireMeasuresJob(domain: Domain): Job {
  return {
    name: "expire-measures",
    everyMs: 1_000,
    run: async () => (await expireMeasures(domain)) === AT_ONCE,
  };
}

/** @returns how many were ended, 200 at most */
export async function expireMeasures(domain: Domain): Promise<number> {
  const nowMs = domain.clock.now();
  const inForce = domain.policies.current();
  if (inForce === undefined) return 0;
  const due = await domain.store.db
    .selectFrom("measures")
    .select("id")
    .where("ended_at", "is", null)
    .where("until", "<=", new Date(nowMs))
    .limit(1)
    .execute();
  if (due.length === 0) return 0;
  return inTransaction(domain, async (tx) => {
    const rows = await tx
      .selectFrom("measures")
      .selectAll()
      .where("ended_at", "is", null)
      .where("until", "<=", new Date(nowMs))
      .orderBy("until")
      .limit(AT_ONCE)
      .forUpdate()
      .skipLocked()
      .execute();
    await endMeasures(
      tx,
      { nowMs, sealer: domain.sealer, levels: inForce.compiled.policy.standing },
      rows.map((measure) => ({ measure, how: "expired" as const, actor: SYSTEM, reason: null })),
    );
    return rows.length;
  });
}
