import { type BankEntryView, EvenhandError } from "@evenhand/contract";
import type { Actor } from "../journal/append.js";
import type { Domain } from "../service/domain.js";
import { inTransaction } from "../service/service.js";
import { viewOf } from "./entry-row.js";
import { removeEntries } from "./remove-entries.js";

/**
 * Removes an entry; one that was removed before is answered as it is.
 *
 * @throws EvenhandError EH_BANK_ENTRY_NOT_FOUND
 */
export async function removeFromBank(
  domain: Domain,
  {
    bank,
    entry,
    reason,
    actor,
  }: { readonly bank: string; readonly entry: string; readonly reason: string | null; readonly actor: Actor },
): Promise<BankEntryView> {
  const view = await inTransaction(domain, async (tx) => {
    const find = () =>
      tx.selectFrom("bank_entries").selectAll().where("id", "=", entry).where("bank", "=", bank).executeTakeFirst();
    if ((await find()) === undefined) {
      throw new EvenhandError(
        "EH_BANK_ENTRY_NOT_FOUND",
        `The bank "${bank}" has no entry ${entry} that was added to it. GET /v1/banks/${bank}/entries lists them; entries of the policy go with a policy.`,
      );
    }
    await removeEntries(tx, domain, { ids: [entry], how: "removed", reason, actor });
    const row = await find();
    // Entries are never deleted.
    if (row === undefined) throw new TypeError("An entry is gone");
    return viewOf(row);
  });
  await domain.banks.follow();
  return view;
}
