import { type BankScanSummary, EvenhandError } from "@evenhand/contract";
import { isAllowing } from "@evenhand/policy";
import { sql } from "kysely";
import { type Actor, entry, reserve, writeEntries } from "../../journal/append.js";
import { clauseUnknown } from "../../measures/clause-unknown.js";
import type { Domain } from "../../service/domain.js";
import { inTransaction } from "../../service/service.js";
import type { Tx } from "../../store/transaction.js";
import { findLiveBank } from "../find-bank.js";
import { readEntriesOf } from "./scanned-bank.js";
import { findScan, scanNotFound, summaryOf } from "./scan-row.js";

/** Entries of one scan. */
const MAX_ENTRIES = 10_000;
/** Scans that wait or are under way: each takes a while. */
const MAX_RUNNING = 20;
const DAY_MS = 86_400_000;

export interface StartScan {
  readonly bank: string;
  readonly entries: { readonly ids: readonly string[] } | { readonly addedSince: string };
  readonly days: number;
  readonly clause?: string | undefined;
  readonly similarity?: number | undefined;
  readonly actor: Actor;
}

/**
 * Asks for a scan; a job carries it out. It looks and changes nothing.
 *
 * @throws EvenhandError EH_BANK_NOT_FOUND, EH_BANK_NOT_LIVE, EH_BANK_SCAN_ENTRIES, EH_BANK_SCAN_BUSY,
 *   EH_BANK_ENTRY_NOT_FOUND, EH_MEASURE_CLAUSE_UNKNOWN
 */
export async function startScan(domain: Domain, asked: StartScan): Promise<BankScanSummary> {
  const { policy } = findLiveBank(domain.policies, asked.bank);
  const { bank, days, clause = null, similarity = null, actor } = asked;
  if (clause !== null && !policy.clauses.some(({ id }) => id === clause)) throw clauseUnknown(clause);
  const id = domain.ids.next();
  const nowMs = domain.clock.now();
  const since = new Date(nowMs - days * DAY_MS).toISOString();
  await inTransaction(domain, async (tx) => {
    await refuseMany(tx);
    const ids = await entriesToScan(tx, asked);
    const reserved = await reserve(tx, 1, nowMs);
    await writeEntries(tx, reserved, [
      entry({
        act: "bank.scan_started",
        actor,
        subject: { kind: "bank", id: bank },
        account: null,
        data: { scan: id, bank, entries: ids.length, since },
      }),
    ]);
    await sql`
      insert into bank_scans (id, bank, entries, since, clause, similarity, requested_at, requested_by_role, requested_by, journal_seq)
      values (${id}::uuid, ${bank}, ${JSON.stringify(ids)}::json, ${since}::timestamptz, ${clause}, ${similarity},
        ${reserved.at.toISOString()}::timestamptz, ${actor.role}, ${actor.id}, ${reserved.first})`.execute(tx);
  });
  const row = await findScan(domain.store.db, bank, id);
  if (row === undefined) throw scanNotFound(bank, id);
  return summaryOf(row);
}

async function refuseMany(tx: Tx): Promise<void> {
  const { rows } = await sql`select 1 from bank_scans where state = 'running' limit ${MAX_RUNNING}`.execute(tx);
  if (rows.length < MAX_RUNNING) return;
  throw new EvenhandError("EH_BANK_SCAN_BUSY", `${MAX_RUNNING} scans are waiting already. Wait until some are done.`);
}

async function entriesToScan(tx: Tx, { bank, entries: asked }: StartScan): Promise<readonly string[]> {
  const ids = "ids" in asked ? [...new Set(asked.ids)] : await addedSince(tx, bank, asked.addedSince);
  const there = await readEntriesOf(tx, bank, ids);
  if (there.length < ids.length) {
    const known = new Set(there.map(({ id }) => id));
    const missing = ids.find((id) => !known.has(id));
    throw new EvenhandError("EH_BANK_ENTRY_NOT_FOUND", `The bank "${bank}" has no entry ${missing}.`);
  }
  if (there.some((one) => !isAllowing(one))) return ids;
  throw new EvenhandError(
    "EH_BANK_SCAN_ENTRIES",
    "There is nothing to look for: no such entry is in the bank, or each only allows something. Name entries that find something.",
  );
}

async function addedSince(tx: Tx, bank: string, since: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from bank_entries where bank = ${bank} and removed_at is null and added_at >= ${since}::timestamptz
    order by id limit ${MAX_ENTRIES + 1}`.execute(tx);
  if (rows.length <= MAX_ENTRIES) return rows.map(({ id }) => id);
  throw new EvenhandError(
    "EH_BANK_SCAN_ENTRIES",
    `More than ${MAX_ENTRIES} entries were added since ${since}. Scan for fewer at a time, by their ids or since a later time.`,
  );
}
