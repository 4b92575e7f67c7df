import type { StandingLevel, Strike } from "@evenhand/policy";
import { sql } from "kysely";
import type { Reader } from "../store/transaction.js";

const LEAST_COUNTED = 100;
const YEAR_ONE = Date.parse("0001-01-01T00:00:00Z");

/**
 * How many strikes of an account are counted: its newest. More than twice what the worst level takes, so that no level depends on
 * the rest; an account that never stops costs no more than one that stops there. A sum of as many means: that many or more.
 */
export function countedStrikes(levels: readonly StandingLevel[]): number {
  return Math.max(LEAST_COUNTED, 2 * (levels.at(-1)?.strikes ?? 0));
}

/**
 * The newest strikes of accounts that are not voided, {@link countedStrikes} of each, by account; accounts without any are left
 * out.
 *
 * @param sinceMs leaves out those that had expired before; milliseconds since the epoch
 * @param upToMs leaves out those given later
 */
export async function loadStrikes(
  db: Reader,
  accounts: readonly string[],
  levels: readonly StandingLevel[],
  sinceMs: number,
  upToMs = Number.MAX_SAFE_INTEGER,
): Promise<ReadonlyMap<string, readonly Strike[]>> {
  const byAccount = new Map<string, Strike[]>();
  if (accounts.length === 0) return byAccount;
  // The database knows no year 0, which an event may name.
  const since = sinceMs < YEAR_ONE ? "-infinity" : new Date(sinceMs).toISOString();
  const upTo = upToMs === Number.MAX_SAFE_INTEGER ? "infinity" : new Date(upToMs).toISOString();
  const { rows } = await sql<{
    account_id: string;
    clause: string;
    count: number;
    given_at: Date;
    expires_at: Date;
    id: string;
  }>`
    select s.* from unnest(${accounts}::text[]) as a (id)
    cross join lateral (
      select account_id, clause, count, given_at, expires_at, id from strikes
      where account_id = a.id and voided_at is null and expires_at > ${since}::timestamptz
        and given_at <= ${upTo}::timestamptz
      order by given_at desc limit ${countedStrikes(levels)}
    ) s
    order by s.account_id, s.given_at, s.id`.execute(db);
  for (const row of rows) {
    const strike: Strike = {
      account: row.account_id,
      clause: row.clause,
      count: row.count,
      at: row.given_at.getTime(),
      expiresAt: row.expires_at.getTime(),
      event: row.id,
    };
    const strikes = byAccount.get(row.account_id);
    if (strikes === undefined) byAccount.set(row.account_id, [strike]);
    else strikes.push(strike);
  }
  return byAccount;
}
