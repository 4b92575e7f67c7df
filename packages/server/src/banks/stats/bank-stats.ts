/** How a bank is used, and which of its entries need somebody. */
import type { BankStatsBody, BankStatsQuery } from "@evenhand/contract";
import { type Bank, entryKey } from "@evenhand/policy";
import { loadInThread } from "../../policies/compile-stored.js";
import { readStoredFiles } from "../../policies/policy-files.js";
import type { Domain } from "../../service/domain.js";
import { uuidFloor } from "../../store/partitions.js";
import { entryPages } from "../entry-pages.js";
import { entryOf } from "../entry-row.js";
import { findBank } from "../find-bank.js";
import { readContents } from "../scan/stored-content.js";
import type { HygieneRequest } from "./hygiene-messages.js";
import { workOutHygiene } from "./hygiene-thread.js";
import { readUses } from "./read-uses.js";

const DAY_MS = 86_400_000;
/** Entries that go to the thread at once: as many as can be copied without anybody noticing. */
const ENTRIES_AT_ONCE = 2_000;
/** Looking for clean items ends here. */
const SAMPLE_MS = 10_000;

const DEFAULTS = { days: 90, minHits: 5, share: 0.01, sample: 2_000, limit: 100 };

/**
 * Statistics of a bank of the policy in force. The lists are worked out in a thread of its own.
 *
 * @throws EvenhandError EH_BANK_NOT_FOUND, EH_BANK_STATS_ABORTED
 */
export async function bankStats(domain: Domain, name: string, query: BankStatsQuery): Promise<BankStatsBody> {
  const asked = { ...DEFAULTS, ...query };
  const { bank, policy } = findBank(domain.policies, name);
  const sinceMs = domain.clock.now() - asked.days * DAY_MS;
  const uses = await readUses(domain.store.db, name, sinceMs);
  const notDone: string[] = [];
  const lists = await workOutHygiene(requests());
  const { hits, overturned, counted } = uses;
  return {
    bank: name,
    kind: bank.kind,
    live: bank.live === true,
    days: asked.days,
    hits,
    overturned,
    counted,
    ...lists,
    notDone,
  };

  async function* requests(): AsyncGenerator<HygieneRequest> {
    const banks = policy.banks.filter(({ kind }) => kind === bank.kind);
    yield {
      kind: "begin",
      bank: name,
      banks: banks.map((one) => ({ ...one, entries: [] })),
      nowMs: domain.clock.now(),
    };
    const there = new Set<string>();
    for (const one of banks) {
      for (let at = 0; at < one.entries.length; at += ENTRIES_AT_ONCE) {
        yield { kind: "entries", bank: one.name, live: false, entries: one.entries.slice(at, at + ENTRIES_AT_ONCE) };
      }
      if (one.live !== true) continue;
      for await (const rows of entryPages(domain.store.db, one.name, ENTRIES_AT_ONCE, "added_at")) {
        const old = rows.filter(({ added_at }) => one.name === name && added_at.getTime() <= sinceMs);
        for (const { id } of old) there.add(id);
        yield { kind: "entries", bank: one.name, live: true, entries: rows.flatMap((row) => entryOf(row) ?? []) };
      }
    }
    yield* cleanItems(domain, asked.sample, notDone);
    const before = await policyBankAt(domain, name, sinceMs);
    if (before !== "same") for (const entry of before) there.add(entryKey(entry));
    const { minHits, share, limit } = asked;
    yield { kind: "report", uses: uses.byEntry, there, policyThere: before === "same", minHits, share, limit };
  }
}

/** The newest items that no measure stands against and no case waits for. */
async function* cleanItems(domain: Domain, wanted: number, notDone: string[]): AsyncGenerator<HygieneRequest> {
  const started = performance.now();
  let found = 0;
  for (let before: string | null = null; found < wanted;) {
    if (performance.now() - started > SAMPLE_MS) {
      notDone.push(`Only ${found} clean items were found in ${SAMPLE_MS / 1_000} seconds, of ${wanted} wanted.`);
      return;
    }
    const page = await readContents(domain.store.db, { from: uuidFloor(0), before, unmeasured: true });
    const events = page.contents.slice(0, wanted - found).map(({ event }) => event);
    found += events.length;
    if (events.length > 0) yield { kind: "events", events };
    if (page.position === undefined) return;
    before = page.position;
  }
}

/** What the policy in force at a time had in the bank; `same` where that policy is still in force. */
async function policyBankAt(domain: Domain, name: string, atMs: number): Promise<Bank["entries"] | "same"> {
  const then = await domain.store.db
    .selectFrom("policy_publications")
    .select("policy_version")
    .where("published_at", "<=", new Date(atMs))
    .orderBy("publication", "desc")
    .limit(1)
    .executeTakeFirst();
  if (then === undefined) return [];
  const version = then.policy_version;
  if (domain.policies.current()?.compiled.policy.version === version) return "same";
  const files = await readStoredFiles(domain, version);
  if (files === undefined) return [];
  const { policy } = await loadInThread(new Map([...files].filter(([path]) => !path.startsWith("cases/"))));
  return policy?.banks.find((bank) => bank.name === name)?.entries ?? [];
}
