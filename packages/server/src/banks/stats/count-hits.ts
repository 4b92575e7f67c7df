/** Counts what entries of banks find, and which of it was overturned: a reader of the journal, beside the decisions. */
import type { Decision } from "@evenhand/contract";
import { citedEntries, type RecordedFacts, usedEntries } from "@evenhand/policy";
import { sql } from "kysely";
import type { Job } from "../../jobs/job.js";
import { type JournalReader, readOn, rebuildFromZero } from "../../journal/cursors.js";
import { entryData, type StoredEntry } from "../../journal/read-entries.js";
import { pause } from "../../service/pause.js";
import type { Service } from "../../service/service.js";
import type { Tx } from "../../store/transaction.js";
import { HitTally } from "./hit-tally.js";

const EVERY_MS = 5_000;

/** Its cursor moves in the transaction that counts, so that nothing counts twice. */
export const BANK_HITS_READER: JournalReader = {
  name: "bank-hits",
  filter: { acts: ["decision.recorded", "measure.voided"] },
  batch: 500,
  apply: countEntries,
};

/** Counts what has been decided since it last did. With much to do it rests as long as it works: decisions come first. */
export function countBankHitsJob(service: Pick<Service, "store" | "bell" | "clock">): Job {
  return {
    name: "count-bank-hits",
    everyMs: EVERY_MS,
    run: async (signal) => {
      const started = performance.now();
      const more = await readOn(service, BANK_HITS_READER);
      if (more) await pause(performance.now() - started, signal);
      return more;
    },
  };
}

/** Sets the counts back to nothing, so that they are made anew from what is still kept: what was erased counts no more. */
export function recountBankHits(tx: Tx): Promise<void> {
  return rebuildFromZero(tx, BANK_HITS_READER.name, async () => {
    await sql`delete from bank_hits`.execute(tx);
  });
}

async function countEntries(tx: Tx, entries: readonly StoredEntry[]): Promise<void> {
  await addHits(tx, idsOf(entries, "decision.recorded", "decision"));
  await addOverturned(tx, idsOf(entries, "measure.voided", "measure"));
}

/** Ids that entries of an act name; erased ones name nothing, and what they were about is erased too. */
function idsOf(entries: readonly StoredEntry[], act: string, field: string): readonly string[] {
  return entries.flatMap((one) => {
    const id = one.act === act ? entryData(one)?.[field] : undefined;
    return typeof id === "string" ? [id] : [];
  });
}

async function addHits(tx: Tx, decisions: readonly string[]): Promise<void> {
  if (decisions.length === 0) return;
  // Most decisions have nothing to do with a bank: their text stays where it is.
  const { rows } = await sql<{ id: string; decision: string; facts: string }>`
    select id, decision, facts from decisions where id = any(${decisions}::uuid[])
      and (decision like '%"bank":"%' or facts like '%"live":{%')`.execute(tx);
  const tally = new HitTally();
  for (const { id, decision, facts } of rows) {
    const { live } = JSON.parse(facts) as RecordedFacts;
    tally.add(id, usedEntries((JSON.parse(decision) as Decision).findings, live));
  }
  if (tally.size === 0) return;
  await sql`
    insert into bank_hits as b (bank, entry, day, hits)
    select bank, entry, day, hits from ${tally.rows("hits")}
    on conflict (bank, entry, day) do update set hits = b.hits + excluded.hits`.execute(tx);
}

interface Voided {
  readonly id: string;
  readonly decision_id: string;
  readonly clause: string;
  readonly void_journal_seq: number;
  readonly decision: string;
}

async function addOverturned(tx: Tx, measures: readonly string[]): Promise<void> {
  if (measures.length === 0) return;
  // With those of the same decisions that were voided before: what they overturned is not overturned again.
  const { rows } = await sql<Voided>`
    select m.id, m.decision_id, m.clause, m.void_journal_seq, d.decision
    from measures m join decisions d on d.id = m.decision_id
    where m.decision_id in (select decision_id from measures where id = any(${measures}::uuid[]))
      and m.void_journal_seq is not null and d.decision is not null`.execute(tx);
  const now = new Set(measures);
  const tally = new HitTally();
  for (const { id, decision_id, clause, void_journal_seq, decision } of rows) {
    if (!now.has(id)) continue;
    const { findings } = JSON.parse(decision) as Decision;
    const before = rows.filter((row) => row.decision_id === decision_id && row.void_journal_seq < void_journal_seq);
    const counted = citedEntries(findings, new Set(before.map((row) => row.clause)));
    const cited = citedEntries(findings, new Set([clause]));
    const isCounted = (one: (typeof cited)[number]): boolean =>
      counted.some(({ bank, entry }) => bank === one.bank && entry === one.entry);
    tally.add(
      decision_id,
      cited.filter((one) => !isCounted(one)),
    );
  }
  if (tally.size === 0) return;
  await sql`
    update bank_hits b set overturned = least(b.hits, b.overturned + t.overturned)
    from ${tally.rows("overturned")} where b.bank = t.bank and b.entry = t.entry and b.day = t.day`.execute(tx);
}
