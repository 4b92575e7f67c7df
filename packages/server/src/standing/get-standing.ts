import { standingAt } from "@evenhand/policy";
import type { Domain } from "../service/domain.js";

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
  const rows = await domain.store.db
    .selectFrom("strikes")
    .selectAll()
    .where("account_id", "=", account)
    .where("given_at", "<=", new Date(atMs))
    .orderBy("given_at")
    .orderBy("id")
    .execute();
  const levels = domain.policies.current()?.compiled.policy.standing ?? [];
  const counting = rows
    .filter((row) => row.voided_at === null)
    .map((row) => ({
      account,
      clause: row.clause,
      count: row.count,
      at: row.given_at.getTime(),
      expiresAt: row.expires_at.getTime(),
      event: row.id,
    }));
  // A strike counts from the millisecond after it was given: asked for this very one, it does.
  const { level, strikes } = standingAt(counting, levels, atMs + 1);
  return {
    account,
    at: new Date(atMs).toISOString(),
    level,
    strikes,
    given: rows.map((row) => ({
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
