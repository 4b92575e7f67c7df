import { EvenhandError } from "@evenhand/contract";
import { sql } from "kysely";
import type { PolicyBook } from "../policies/policy-book.js";
import type { Tx } from "../store/transaction.js";
import { findLiveBank, type LiveBank } from "./find-bank.js";

/**
 * Takes the lock under which live banks change: a batch of decisions holds a share of it to its commit. It comes before every other
 * lock but those on the policy in force and the decider.
 *
 * @returns the revision that the change will have, once something is changed
 */
export async function lockBanks(tx: Tx): Promise<number> {
  const { rows } = await sql<{ revision: number }>`select revision from bank_head for update`.execute(tx);
  const [head] = rows;
  // The migration writes the row.
  if (head === undefined) throw new TypeError("bank_head has no row");
  return head.revision + 1;
}

/**
 * The same for a bank that takes entries; the policy that says so stays in force until the transaction ends.
 *
 * @throws EvenhandError EH_BANK_NOT_FOUND, EH_BANK_NOT_LIVE, EH_BANK_POLICY
 */
export async function lockLiveBank(
  tx: Tx,
  policies: PolicyBook,
  name: string,
): Promise<LiveBank & { readonly revision: number }> {
  const { rows } = await sql<{ policy_version: string }>`select policy_version from policy_in_force for share`.execute(
    tx,
  );
  const found = findLiveBank(policies, name);
  if (rows[0]?.policy_version !== found.policy.version) {
    throw new EvenhandError("EH_BANK_POLICY", "Another policy has come into force meanwhile. Repeat the request.");
  }
  return { ...found, revision: await lockBanks(tx) };
}

/** Notes the revision of banks that have changed, and of all together. */
export async function writeRevisions(
  tx: Tx,
  banks: readonly { readonly name: string; readonly kind: string }[],
  revision: number,
  at: Date,
): Promise<void> {
  const names = banks.map(({ name }) => name);
  const kinds = banks.map(({ kind }) => kind);
  await sql`
    insert into banks (name, kind, revision, changed_at)
    select name, kind, ${revision}::bigint, ${at.toISOString()}::timestamptz
    from unnest(${names}::text[], ${kinds}::text[]) as b (name, kind) order by name
    on conflict (name) do update set kind = excluded.kind, revision = excluded.revision, changed_at = excluded.changed_at`.execute(
    tx,
  );
  await sql`update bank_head set revision = ${revision}`.execute(tx);
}
