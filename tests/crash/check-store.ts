/** What has to hold of the data once everything is over, whatever happened on the way. */
import { sql } from "kysely";
import { expect } from "vitest";
import { verifyJournal } from "../../packages/server/src/journal/verify.js";
import type { Store } from "../../packages/server/src/store/open-store.js";
import type { Receiver } from "./receiver.js";
import type { Writer } from "./writer.js";

/** Checks everything that was acknowledged, and that nothing is torn; says what there was, for the log. */
export async function checkStore(store: Store, writer: Writer, receiver: Receiver): Promise<string> {
  const count = async (query: ReturnType<typeof sql<{ n: number }>>): Promise<number> =>
    Number((await query.execute(store.db)).rows[0]?.n);
  // Every acknowledged event has its one decision, under the id that was answered, with its measures.
  const { rows } = await sql<{ event_id: string; id: string; decision: string | null; measures: string[] | null }>`
    select k.event_id, k.id, d.decision, (select array_agg(m.id::text order by m.id) from measures m where m.decision_id = k.id) as measures
    from event_keys k left join decisions d on d.id = k.id where k.source = 'crash'`.execute(store.db);
  const stored = new Map(rows.map((row) => [row.event_id, row]));
  for (const { id, decision, measures } of writer.acknowledged.values()) {
    const row = stored.get(id);
    expect({ id, decision: row?.id, measures: row?.measures ?? [] }).toEqual({
      id,
      decision,
      measures: [...measures].sort(),
    });
    expect(row?.decision, id).not.toBeNull();
  }
  expect(stored.size).toBeGreaterThanOrEqual(writer.acknowledged.size);
  // Each row has what belongs to it.
  expect(
    await count(sql`select count(*) as n from events e where not exists (select 1 from decisions d where d.id = e.id)`),
  ).toBe(0);
  expect(
    await count(sql`select count(*) as n from decisions d where not exists (select 1 from events e where e.id = d.id)`),
  ).toBe(0);
  expect(
    await count(
      sql`select count(*) as n from measures m where not exists (select 1 from statements s where s.measure_id = m.id and s.id = m.statement_id)`,
    ),
  ).toBe(0);
  for (const [table, act] of [
    ["decisions", "decision.recorded"],
    ["measures", "measure.applied"],
    ["statements", "statement.issued"],
    ["strikes", "strike.given"],
    ["cases", "case.opened"],
  ] as const) {
    const missing = sql<{ n: number }>`
      select count(*) as n from ${sql.table(table)} t where not exists (select 1 from journal j where j.seq = t.journal_seq and j.act = ${act})`;
    expect(await count(missing), table).toBe(0);
    expect(await count(sql`select count(*) as n from journal where act = ${act}`), act).toBe(
      await count(sql`select count(*) as n from ${sql.table(table)}`),
    );
  }
  // Commitments verify, and the sequence has no gap.
  const report = await verifyJournal(store.db);
  expect(report.problems).toEqual([]);
  // The counters that a start reads are those of the events that were committed.
  expect(await count(sql`select coalesce(sum(entries), 0) as n from counter_log`)).toBe(stored.size);
  // Webhooks: each at least once, under one id.
  for (const [seq, ids] of receiver.ids) expect(ids.size, `ids of entry ${seq}`).toBe(1);
  const repeated = [...receiver.received.values()].filter(({ times }) => times > 1).length;
  return `${writer.acknowledged.size} events acknowledged, ${stored.size} decided, ${receiver.received.size} entries delivered, ${repeated} of them more than once`;
}
