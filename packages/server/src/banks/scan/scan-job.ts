/** Carries scans out, one at a time, page by page: deciding comes first. */
import { setImmediate as turn } from "node:timers/promises";
import { createEntryMatcher, type EntryMatcher } from "@evenhand/policy";
import { sql } from "kysely";
import type { Job } from "../../jobs/job.js";
import type { Domain } from "../../service/domain.js";
import { pause } from "../../service/pause.js";
import { uuidFloor } from "../../store/partitions.js";
import { declaredBank } from "../find-bank.js";
import { bankToScan } from "./scanned-bank.js";
import { type BankScanRow, MAX_FINDINGS, type ScanFinding } from "./scan-row.js";
import { readContents, type StoredContent } from "./stored-content.js";

const EVERY_MS = 1_000;
/** Others get their turn after this long. */
const TURN_MS = 10;
/** What was found is written down this often: so much is looked at again by a service that starts anew. */
const SAVE_MS = 1_000;

/** Scans that were asked for. One that a service's end interrupted goes on where it was. */
export function scanBanksJob(domain: Domain): Job {
  return { name: "scan-banks", everyMs: EVERY_MS, run: (signal) => scanNext(domain, signal) };
}

/** @returns whether there was a scan to work on */
export async function scanNext(domain: Domain, signal: AbortSignal): Promise<boolean> {
  const row = await domain.store.db
    .selectFrom("bank_scans")
    .selectAll()
    .where("state", "=", "running")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return false;
  const scan = new RunningScan(row);
  const bank = declaredBank(domain.policies, row.bank);
  if (bank?.live !== true) {
    await scan.end(domain, "The policy in force has no such live bank any more.");
    return true;
  }
  const scanned = await bankToScan(domain.store.db, bank, row.entries);
  let match: EntryMatcher;
  try {
    match = createEntryMatcher(scanned, domain.clock.now(), row.similarity ?? undefined);
  } catch (error) {
    domain.log.error({ err: error, scan: row.id }, "a scan failed");
    await scan.end(domain, "The entries could not be compiled: the log says why.");
    return true;
  }
  const from = uuidFloor(row.since.getTime());
  let saved = performance.now();
  for (let more = true; more && !signal.aborted;) {
    const started = performance.now();
    const page = await readContents(domain.store.db, { from, before: scan.position });
    await scan.look(page.contents, match);
    more = page.position !== undefined;
    if (page.position !== undefined) scan.position = page.position;
    if (more && performance.now() - saved > SAVE_MS) {
      await scan.save(domain);
      saved = performance.now();
    }
    if (more) await pause(performance.now() - started, signal);
    else await scan.end(domain, null);
  }
  if (signal.aborted) await scan.save(domain);
  return true;
}

class RunningScan {
  readonly #id: string;
  readonly #counts: Map<string, number>;
  readonly #findings: ScanFinding[];
  position: string | null;
  #scanned: number;
  #matched: number;

  constructor(row: BankScanRow) {
    this.#id = row.id;
    this.#counts = new Map(Object.entries(row.counts));
    this.#findings = [...(row.findings as ScanFinding[])];
    this.position = row.position;
    this.#scanned = row.scanned;
    this.#matched = row.matched;
  }

  async look(contents: readonly StoredContent[], match: EntryMatcher): Promise<void> {
    let started = performance.now();
    for (const { id, item, event } of contents) {
      const entries = match(event);
      this.#scanned += 1;
      if (entries.length > 0) {
        this.#matched += 1;
        for (const { entry } of entries) this.#counts.set(entry, (this.#counts.get(entry) ?? 0) + 1);
        if (this.#findings.length < MAX_FINDINGS) this.#findings.push({ item, decision: id, entries });
      }
      if (performance.now() - started < TURN_MS) continue;
      await turn();
      started = performance.now();
    }
  }

  /** Writes down how far it is, all in one statement: it goes on from exactly here. */
  async save({ store }: Pick<Domain, "store">): Promise<void> {
    await sql`
      update bank_scans set position = ${this.position}::uuid, ${this.#found()}
      where id = ${this.#id}::uuid and state = 'running'`.execute(store.db);
  }

  /** @param error why it failed; null where it has come to its end */
  async end({ store, clock }: Pick<Domain, "store" | "clock">, error: string | null): Promise<void> {
    await sql`
      update bank_scans set state = ${error === null ? "done" : "failed"}, error = ${error},
        finished_at = ${new Date(clock.now()).toISOString()}::timestamptz, ${this.#found()}
      where id = ${this.#id}::uuid and state = 'running'`.execute(store.db);
  }

  #found(): ReturnType<typeof sql> {
    return sql`scanned = ${this.#scanned}, matched = ${this.#matched}, counts = ${JSON.stringify(Object.fromEntries(this.#counts))}::json,
      findings = ${JSON.stringify(this.#findings)}::json`;
  }
}
