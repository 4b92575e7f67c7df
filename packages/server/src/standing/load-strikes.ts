import type { Strike } from "@evenhand/policy";
import { sql } from "kysely";
import type { Reader } from "../store/transaction.js";

/**
 * Strikes of accounts that are not voided, by account; accounts without any are left out.
 *
 * @param sinceMs leaves out those that had expired before; milliseconds since the epoch
 */
export async function loadStrikes(
  db: Reader,
  accounts: readonly string[],
  sinceMs: number,
): Promise<ReadonlyMap<string, readonly Strike[]>> {
  const byAccount = new Map<string, Strike[]>();
  if (accounts.length === 0) return byAccount;
  const { rows } = await sql<{
    account_id: string;
    clause: string;
    count: number;
    given_at: Date;
    expires_at: Date;
    id: string;
  }>`
    select account_id, clause, count, given_at, expires_at, id from strikes
    where account_id = any(${accounts}::text[]) and voided_at is null and expires_at > ${new Date(sinceMs).toISOString()}
    order by account_id, given_at, id`.execute(db);
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
