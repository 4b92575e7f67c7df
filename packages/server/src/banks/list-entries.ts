import type { BankEntryPage } from "@evenhand/contract";
import { sql } from "kysely";
import type { Domain } from "../service/domain.js";
import { viewOf } from "./entry-row.js";
import { kindOfBank } from "./list-banks.js";

export interface EntryQuery {
  readonly bank: string;
  readonly limit: number;
  readonly after?: string | undefined;
  /** Only entries whose content holds this, in any case. */
  readonly q?: string | undefined;
  readonly removed: boolean;
}

/**
 * Entries that were added to a bank through the service, oldest first.
 *
 * @throws EvenhandError EH_BANK_NOT_FOUND
 */
export async function listEntries(
  domain: Domain,
  { bank, limit, after, q, removed }: EntryQuery,
): Promise<BankEntryPage> {
  // Whether there is such a bank at all.
  await kindOfBank(domain, bank);
  let select = domain.store.db.selectFrom("bank_entries").selectAll().where("bank", "=", bank);
  if (after !== undefined) select = select.where("id", ">", after);
  if (!removed) select = select.where("removed_at", "is", null);
  if (q !== undefined) {
    select =
      select.where(sql<boolean>`strpos(lower(concat_ws(' ', content ->> 'text', content ->> 'domain', content ->> 'path',
      content ->> 'pdq', content ->> 'sha256', content ->> 'md5', source, note)), lower(${q})) > 0`);
  }
  const rows = await select
    .orderBy("id")
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map(viewOf);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
