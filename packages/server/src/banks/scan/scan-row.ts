/** A scan as it is stored, and as the API answers it. */
import { type BankScanBody, type BankScanSummary, EvenhandError } from "@evenhand/contract";
import type { EntryMatch } from "@evenhand/policy";
import type { Selectable } from "kysely";
import type { BankScansTable } from "../../store/database.js";
import type { Reader } from "../../store/transaction.js";

export type BankScanRow = Selectable<BankScansTable>;

/** Matched items that a scan lists: what a person can look through. */
export const MAX_FINDINGS = 1_000;

/** A matched item; the words themselves stay where they are. */
export interface ScanFinding {
  readonly item: string;
  /** Of the content that was scanned: its event and decision. */
  readonly decision: string;
  readonly entries: readonly EntryMatch[];
}

/** What became of the listed items when cases were opened. */
export interface ScanCases {
  readonly clause: string;
  readonly opened: number;
  readonly joined: number;
  readonly skipped: number;
}

/** Everything of a scan but what it found. */
export const SUMMARY_COLUMNS = [
  "id",
  "bank",
  "entries",
  "since",
  "clause",
  "state",
  "scanned",
  "matched",
  "cases",
  "error",
  "requested_at",
  "requested_by_role",
  "requested_by",
  "finished_at",
] as const;

/** A scan of a bank. */
export function findScan(db: Reader, bank: string, id: string): Promise<BankScanRow | undefined> {
  return db.selectFrom("bank_scans").selectAll().where("bank", "=", bank).where("id", "=", id).executeTakeFirst();
}

/** The answer where a bank has no such scan. */
export function scanNotFound(bank: string, id: string): EvenhandError {
  return new EvenhandError("EH_BANK_SCAN_NOT_FOUND", `The bank ${JSON.stringify(bank)} has no scan ${id}.`);
}

/** What the API says of a scan in a list. */
export function summaryOf(row: Pick<BankScanRow, (typeof SUMMARY_COLUMNS)[number]>): BankScanSummary {
  const cases = row.cases as ScanCases | null;
  return {
    id: row.id,
    bank: row.bank,
    state: row.state,
    entries: row.entries.length,
    since: row.since.toISOString(),
    clause: cases?.clause ?? row.clause,
    scanned: row.scanned,
    matched: row.matched,
    casesOpened: cases?.opened ?? null,
    error: row.error,
    requestedAt: row.requested_at.toISOString(),
    requestedBy: { role: row.requested_by_role, id: row.requested_by },
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}

/** What the API says of a scan. */
export function scanBodyOf(row: BankScanRow): BankScanBody {
  const findings = row.findings as readonly ScanFinding[];
  return {
    ...summaryOf(row),
    byEntry: Object.entries(row.counts)
      .map(([entry, items]) => ({ entry, items }))
      .sort((a, b) => b.items - a.items || (a.entry < b.entry ? -1 : 1)),
    matches: findings as BankScanBody["matches"],
    truncated: row.matched > findings.length,
  };
}
