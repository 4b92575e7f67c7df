import { sql } from "kysely";
import type { Actor } from "../journal/append.js";
import type { Domain } from "../service/domain.js";
import type { Tx } from "../store/transaction.js";
import { removeEntries } from "./remove-entries.js";

/**
 * Erases entries of banks that hold an account's words: those that are in a bank are removed from it and find nothing more. The caller
 * holds the lock on banks, by {@link lockBanks}, since before it locked anything else.
 */
export async function eraseSamples(
  tx: Tx,
  domain: Pick<Domain, "clock">,
  account: string,
  actor: Actor,
): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from bank_entries where account_id = ${account} and removed_at is null`.execute(tx);
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) await removeEntries(tx, domain, { ids, how: "erased", reason: null, actor });
  await sql`
    update bank_entries set content = null, note = null, account_id = null where account_id = ${account}`.execute(tx);
}
