import { EvenhandError } from "@evenhand/contract";
import type { Bank } from "@evenhand/policy";
import { sql } from "kysely";
import type { Reader } from "../store/transaction.js";

/**
 * Refuses banks whose entries were added when a policy declared them as another kind.
 *
 * @throws EvenhandError EH_BANK_KIND
 */
export async function refuseOtherKinds(db: Reader, banks: readonly Bank[]): Promise<void> {
  if (banks.length === 0) return;
  const names = banks.map(({ name }) => name);
  const { rows } = await sql<{ name: string; stored: string; wanted: string }>`
    select b.name, b.kind as stored, d.kind as wanted
    from unnest(${names}::text[], ${banks.map(({ kind }) => kind)}::text[]) as d (name, kind) join banks b using (name)
    where b.kind <> d.kind
      and exists (select 1 from bank_entries e where e.bank = b.name and e.removed_at is null)`.execute(db);
  const [row] = rows;
  if (row === undefined) return;
  const { name, stored, wanted } = row;
  throw new EvenhandError(
    "EH_BANK_KIND",
    `The bank "${name}" has entries that were added when it was a bank of ${stored}; the policy makes it one of ${wanted}. Remove the entries, or give the new bank another name.`,
  );
}
