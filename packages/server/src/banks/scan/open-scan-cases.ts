import { EvenhandError } from "@evenhand/contract";
import type { Clause } from "@evenhand/policy";
import { sql } from "kysely";
import { type CaseRequest, caseEntry, caseWrites, openCases } from "../../cases/open-cases.js";
import { type Actor, entry, reserve, writeEntries } from "../../journal/append.js";
import { clauseUnknown } from "../../measures/clause-unknown.js";
import type { Domain } from "../../service/domain.js";
import { inTransaction } from "../../service/service.js";
import type { Tx } from "../../store/transaction.js";
import { writeTogether } from "../../store/write-together.js";
import { scanNotFound, type BankScanRow, type ScanCases, type ScanFinding } from "./scan-row.js";

export interface OpenScanCases {
  readonly bank: string;
  readonly scan: string;
  /** Unless the scan named it. */
  readonly clause?: string | undefined;
  readonly actor: Actor;
}

/**
 * Opens a case for each item that a scan lists, so that a person looks; no measure follows by itself. Asked again, it answers what
 * was done and does nothing more.
 *
 * @throws EvenhandError EH_BANK_SCAN_NOT_FOUND, EH_BANK_SCAN_STATE, EH_BANK_SCAN_CLAUSE, EH_MEASURE_CLAUSE_UNKNOWN
 */
export function openScanCases(domain: Domain, asked: OpenScanCases): Promise<ScanCases> {
  return inTransaction(domain, async (tx) => {
    // No batch of decisions is under way beside: nobody else opens a case meanwhile, and the policy stays in force.
    await sql`select 1 from policy_in_force, decider for update of decider for share of policy_in_force`.execute(tx);
    const row = await tx
      .selectFrom("bank_scans")
      .selectAll()
      .where("bank", "=", asked.bank)
      .where("id", "=", asked.scan)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) throw scanNotFound(asked.bank, asked.scan);
    if (row.state === "opened") return row.cases as unknown as ScanCases;
    refuseUnfinished(row);
    const clause = await clauseInForce(tx, asked.clause ?? row.clause);
    return open(tx, domain, row, { clause, actor: asked.actor });
  });
}

function refuseUnfinished({ id, state, error }: BankScanRow): void {
  if (state === "done") return;
  const message =
    state === "failed"
      ? `Scan ${id} failed: ${error} Start another one.`
      : `Scan ${id} is still running. Wait until it is done.`;
  throw new EvenhandError("EH_BANK_SCAN_STATE", message);
}

async function clauseInForce(tx: Tx, clause: string | null): Promise<Pick<Clause, "id" | "queue">> {
  if (clause === null) {
    throw new EvenhandError(
      "EH_BANK_SCAN_CLAUSE",
      "Say under which clause somebody shall look at the items: the scan did not name one.",
    );
  }
  const { rows } = await sql<{ clause: string; queue: string }>`
    select c.clause, c.queue from policy_clauses c join policy_in_force p using (policy_version)
    where c.clause = ${clause}`.execute(tx);
  const [found] = rows;
  if (found === undefined) throw clauseUnknown(clause);
  return { id: found.clause, queue: found.queue };
}

async function open(
  tx: Tx,
  { ids, clock }: Pick<Domain, "ids" | "clock">,
  row: BankScanRow,
  { clause, actor }: { readonly clause: Pick<Clause, "id" | "queue">; readonly actor: Actor },
): Promise<ScanCases> {
  const findings = row.findings as readonly ScanFinding[];
  const accounts = await accountsOf(tx, findings);
  const requests = findings.flatMap(({ item, decision }): CaseRequest[] => {
    const account = accounts.get(decision);
    if (account === undefined) return [];
    const openedFor = `bank:${row.bank}`;
    return [
      { subject: { kind: "item", id: item }, account, clauses: [clause.id], queue: clause.queue, openedFor, decision },
    ];
  });
  const { opened, joined } = await openCases(tx, ids, requests);
  const result: ScanCases = {
    clause: clause.id,
    opened: opened.length,
    joined: requests.length - opened.length,
    skipped: findings.length - requests.length,
  };
  const reserved = await reserve(tx, opened.length + 1, clock.now());
  const now = reserved.at.toISOString();
  await writeEntries(tx, reserved, [
    entry({
      act: "bank.scan_opened_cases",
      actor,
      subject: { kind: "bank", id: row.bank },
      account: null,
      data: { scan: row.id, bank: row.bank, cases: opened.length },
    }),
    ...opened.map((one) => caseEntry(one, actor)),
  ]);
  const places = new Map(opened.map(({ id }, place) => [id, reserved.first + 1 + place]));
  await writeTogether(tx, caseWrites(opened, joined, { seqOf: (id) => places.get(id) as number, now }));
  await sql`
    update bank_scans set state = 'opened', cases = ${JSON.stringify(result)}::json where id = ${row.id}::uuid`.execute(
    tx,
  );
  return result;
}

/** Accounts by decision, of items that still say what was scanned and can still be looked at. */
async function accountsOf(tx: Tx, findings: readonly ScanFinding[]): Promise<ReadonlyMap<string, string | null>> {
  const { rows } = await sql<{ id: string; account_id: string | null }>`
    select e.id, i.account_id
    from unnest(${findings.map(({ item }) => item)}::text[], ${findings.map(({ decision }) => decision)}::uuid[]) as f (item, decision)
    join items i on i.id = f.item and i.content_event = f.decision and i.deleted_at is null
    join events e on e.id = f.decision and (e.body is not null or e.sealed is not null)`.execute(tx);
  return new Map(rows.map(({ id, account_id }) => [id, account_id]));
}
