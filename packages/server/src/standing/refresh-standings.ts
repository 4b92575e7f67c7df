import type { Job } from "../jobs/job.js";
import { append } from "../journal/append.js";
import type { Domain } from "../service/domain.js";
import { inTransaction } from "../service/service.js";
import { followLevels } from "./follow-levels.js";
import { loadStrikes } from "./load-strikes.js";
import { projectStanding, saveStandings, standingEntries } from "./project-standing.js";

const AT_ONCE = 200;

/** Follows strikes that expire, and levels that a new policy sets: standings change by themselves, and the platform is told. */
export function refreshStandingsJob(domain: Domain): Job {
  return {
    name: "refresh-standings",
    everyMs: 5_000,
    run: async () => (await refreshStandings(domain)) === AT_ONCE,
  };
}

/** @returns how many accounts were looked at, 200 at most */
export async function refreshStandings(domain: Domain): Promise<number> {
  const levels = domain.policies.current()?.compiled.policy.standing;
  if (levels === undefined) return 0;
  await followLevels(domain, levels);
  const nowMs = domain.clock.now();
  const due = await domain.store.db
    .selectFrom("standings")
    .select("account_id")
    .where("changes_at", "<=", new Date(nowMs))
    .limit(1)
    .execute();
  if (due.length === 0) return 0;
  return inTransaction(domain, async (tx) => {
    const rows = await tx
      .selectFrom("standings")
      .selectAll()
      .where("changes_at", "<=", new Date(nowMs))
      .orderBy("changes_at")
      .limit(AT_ONCE)
      .forUpdate()
      .skipLocked()
      .execute();
    const accounts = rows.map((row) => row.account_id);
    const strikes = await loadStrikes(tx, accounts, levels, nowMs);
    const standings = accounts.map((account) => projectStanding(account, strikes.get(account) ?? [], levels, nowMs));
    await saveStandings(tx, standings);
    const before = new Map(rows.map((row) => [row.account_id, row.level]));
    const entries = standingEntries(before, standings, levels[0]?.level ?? "good");
    if (entries.length > 0) await append(tx, nowMs, entries);
    return rows.length;
  });
}
