import { standingAt } from "@evenhand/policy";
import type { Domain } from "../service/domain.js";
import { loadStrikes } from "./load-strikes.js";

/** The newest strikes that are listed. */
const SHOWN = 200;

/** A strike as the API shows it. */
export interface ShownStrike {
  readonly id: string;
  readonly clause: string;
  readonly count: number;
  readonly givenAt: string;
  readonly expiresAt: string;
  readonly measure: string;
  readonly voidedAt: string | null;
}

export interface ShownStanding {
  readonly account: string;
  readonly at: string;
  readonly level: string;
  readonly strikes: number;
  readonly given: readonly ShownStrike[];
}

/**
 * An account's standing at a time: the fold over its strikes. A strike that has been voided since does not count, at no time:
 * the decision behind it was wrong from the start.
 *
 * @param atMs milliseconds since the epoch
 */
export async function getStanding(
  domain: Pick<Domain, "store" | "policies">,
  account: string,
  atMs: number,
): Promise<ShownStanding> {
  const levels = domain.policies.current()?.compiled.policy.standing ?? [];
  const counting = (await loadStrikes(domain.store.db, [account], levels, atMs, atMs)).get(account) ?? [];
  // A strike counts from the millisecond after it was given: asked for this very one, it does.
  const { level, strikes } = standingAt(counting, levels, atMs + 1);
  const rows = await domain.store.db
    .selectFrom("strikes")
    .selectAll()
    .where("account_id", "=", account)
    .where("given_at", "<=", new Date(atMs))
    .orderBy("given_at", "desc")
    .orderBy("id", "desc")
    .limit(SHOWN)
    .execute();
  return {
    account,
    at: new Date(atMs).toISOString(),
    level,
    strikes,
    given: rows.reverse().map((row) => ({
      id: row.id,
      clause: row.clause,
      count: row.count,
      givenAt: row.given_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
      measure: row.measure_id,
      voidedAt: row.voided_at?.toISOString() ?? null,
    })),
  };
}
