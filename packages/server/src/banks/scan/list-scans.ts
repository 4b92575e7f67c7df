import type { BankScanBody, BankScanSummary } from "@evenhand/contract";
import type { Domain } from "../../service/domain.js";
import { findScan, scanBodyOf, scanNotFound, SUMMARY_COLUMNS, summaryOf } from "./scan-row.js";

/**
 * Scans of a bank, newest first.
 *
 * @param after the last id of the page before
 */
export async function listScans(
  { store }: Pick<Domain, "store">,
  { bank, after, limit }: { readonly bank: string; readonly after: string | undefined; readonly limit: number },
): Promise<readonly BankScanSummary[]> {
  let page = store.db.selectFrom("bank_scans").select(SUMMARY_COLUMNS).where("bank", "=", bank);
  if (after !== undefined) page = page.where("id", "<", after);
  const rows = await page.orderBy("id", "desc").limit(limit).execute();
  return rows.map(summaryOf);
}

/**
 * One scan with what it found.
 *
 * @throws EvenhandError EH_BANK_SCAN_NOT_FOUND
 */
export async function getScan({ store }: Pick<Domain, "store">, bank: string, id: string): Promise<BankScanBody> {
  const row = await findScan(store.db, bank, id);
  if (row === undefined) throw scanNotFound(bank, id);
  return scanBodyOf(row);
}
