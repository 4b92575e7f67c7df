import { sql } from "kysely";
import { type Actor, entry, reserve, writeEntries } from "../journal/append.js";
import type { Domain } from "../service/domain.js";
import type { Tx } from "../store/transaction.js";
import { lockBanks, writeRevisions } from "./lock-banks.js";

export interface RemoveRequest {
  /** Ids of entries, of one bank or of several. What is removed already stays as it is. */
  readonly ids: readonly string[];
  /** `erased`: content, note and whose words it was go as well. */
  readonly how: "removed" | "expired" | "overturned" | "erased";
  readonly reason: string | null;
  readonly actor: Actor;
}

/** Entries that were in their banks and are not any more. */
export interface RemovedEntries {
  /** Of all banks together, after the change. */
  readonly revision: number;
  readonly removed: readonly { readonly id: string; readonly bank: string }[];
}

/**
 * Removes entries of banks, also of banks that the policy in force does not declare live. As with {@link addEntries}, have the bank
 * book follow once the transaction has committed.
 */
export async function removeEntries(
  tx: Tx,
  domain: Pick<Domain, "clock">,
  { ids, how, reason, actor }: RemoveRequest,
): Promise<RemovedEntries> {
  const revision = await lockBanks(tx);
  const { rows } = await sql<{ id: string; bank: string; kind: string }>`
    select e.id, e.bank, b.kind from bank_entries e join banks b on b.name = e.bank
    where e.id = any(${[...ids]}::uuid[]) and e.removed_at is null order by e.id`.execute(tx);
  if (rows.length === 0) return { revision: revision - 1, removed: [] };
  const reserved = await reserve(tx, rows.length, domain.clock.now());
  await sql`
    update bank_entries e set removed_revision = ${revision}, removed_at = ${reserved.at.toISOString()}::timestamptz, removed_how = ${how},
      removed_by_role = ${actor.role}, removed_by = ${actor.id}, removed_reason = ${reason},
      remove_journal_seq = ${reserved.first}::bigint + r.n - 1,
      content = case when ${how === "erased"} then null else e.content end,
      note = case when ${how === "erased"} then null else e.note end,
      account_id = case when ${how === "erased"} then null else e.account_id end
    from unnest(${rows.map(({ id }) => id)}::uuid[]) with ordinality as r (id, n)
    where e.id = r.id`.execute(tx);
  await writeRevisions(tx, uniqueBanks(rows), revision, reserved.at);
  await writeEntries(
    tx,
    reserved,
    rows.map(({ id, bank }) =>
      entry({
        act: "bank.entry_removed",
        actor,
        subject: { kind: "bank", id: bank },
        account: null,
        data: { bank, entry: id, revision, how, reason },
      }),
    ),
  );
  return { revision, removed: rows.map(({ id, bank }) => ({ id, bank })) };
}

function uniqueBanks(rows: readonly { bank: string; kind: string }[]): { name: string; kind: string }[] {
  return [...new Map(rows.map(({ bank, kind }) => [bank, { name: bank, kind }])).values()];
}
