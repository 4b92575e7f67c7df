/**
 * The service is killed without warning, again and again, while events come in. Afterwards everything that was acknowledged is
 * there once, with what belongs to it, and nothing else is.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { verifyJournal } from "../../packages/server/src/journal/verify.js";
import { openStore, type Store } from "../../packages/server/src/store/open-store.js";
import {
  createPostgresDatabase,
  dropPostgresDatabase,
  postgresProblem,
} from "../../packages/server/src/testing/postgres-database.js";
import { crashPolicy } from "./policy.js";
import { Receiver } from "./receiver.js";
import { freePort, ServiceProcess } from "./service-process.js";
import { Writer } from "./writer.js";

/** How often the service is killed; the issue asks for twenty at least. */
const KILLS = 20;
/** After a start, the next kill comes once up to so many more events are acknowledged, and a moment later. */
const MOST_EVENTS = 60;
const MOST_MS = 100;
/** On a slow machine it comes all the same. */
const PATIENCE_MS = 5_000;

interface Place extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
  /** Opens the data once the service has ended. */
  open(): Promise<Store>;
}

async function embeddedPlace(): Promise<Place> {
  const directory = await mkdtemp(join(tmpdir(), "evenhand-crash-"));
  return {
    env: { EVENHAND_DATA_DIRECTORY: join(directory, "data") },
    open: () => openStore({ directory: join(directory, "data") }),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

async function postgresPlace(): Promise<Place> {
  const name = `evenhand_crash_${process.pid}`;
  const databaseUrl = await createPostgresDatabase(name);
  return {
    env: { DATABASE_URL: databaseUrl, EVENHAND_SECRET: Buffer.alloc(32, 3).toString("base64") },
    open: () => openStore({ databaseUrl, directory: "" }),
    [Symbol.asyncDispose]: () => dropPostgresDatabase(name),
  };
}

const PLACES = [
  { kind: "embedded", make: embeddedPlace, problem: undefined },
  { kind: "PostgreSQL", make: postgresPlace, problem: postgresProblem },
];

for (const { kind, make, problem } of PLACES) {
  if (problem !== undefined) console.warn(`SKIPPED: crash test on PostgreSQL: ${problem}`);
  describe.skipIf(problem !== undefined)(`killed ${KILLS} times on ${kind}`, () => {
    test("nothing acknowledged is lost, doubled or torn", { timeout: 900_000 }, async () => {
      await using place = await make();
      await using receiver = new Receiver();
      const hook = await receiver.listen();
      const service = new ServiceProcess({ port: await freePort(), env: place.env });
      await service.start();
      try {
        await prepare(service, hook);
        const writer = new Writer(service);
        writer.start();
        for (let kill = 0; kill < KILLS; kill++) {
          await aRandomMoment(writer);
          await service.kill();
          await service.start();
        }
        await writer.stop();
        await deliveredAll(service, receiver);
        await service.stop();
        expect(writer.contradictions).toEqual([]);
        expect(writer.acknowledged.size).toBeGreaterThan(KILLS);
        await using store = await place.open();
        const summary = await checkStore(store, writer, receiver);
        console.log(`${kind}: ${KILLS} kills, ${summary}`);
      } finally {
        await service.kill();
      }
    });
  });
}

/** Another moment each time: in the middle of whatever the service is doing then. */
async function aRandomMoment(writer: Writer): Promise<void> {
  const wanted = writer.acknowledged.size + Math.ceil(Math.random() * MOST_EVENTS);
  const end = Date.now() + PATIENCE_MS;
  while (writer.acknowledged.size < wanted && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, Math.random() * MOST_MS));
}

async function prepare(service: ServiceProcess, hook: string): Promise<void> {
  const uploaded = await service.ask("/v1/policies", { method: "POST", body: { files: crashPolicy } });
  expect(uploaded.status, JSON.stringify(uploaded.body)).toBe(201);
  const { version } = uploaded.body as { version: string };
  const published = await service.ask(`/v1/policies/${version}/publish`, { method: "POST", body: {} });
  expect(published.status, JSON.stringify(published.body)).toBe(200);
  const webhook = await service.ask("/v1/webhooks", {
    method: "POST",
    body: { url: hook, acts: ["measure.*", "statement.issued"], allowPrivate: true },
    headers: { "idempotency-key": '"crash-test-hook"' },
  });
  expect(webhook.status, JSON.stringify(webhook.body)).toBe(201);
}

/** Waits until every entry that the endpoint wants has arrived. */
async function deliveredAll(service: ServiceProcess, receiver: Receiver): Promise<void> {
  const wanted = new Set<number>();
  for (let after = 0; ;) {
    const { body } = await service.ask(`/v1/journal?after=${after}&limit=500&acts=measure.*,statement.issued`);
    const { items } = body as { items: { seq: number }[] };
    for (const { seq } of items) wanted.add(seq);
    const last = items.at(-1);
    if (last === undefined) break;
    after = last.seq;
  }
  const end = Date.now() + 120_000;
  for (;;) {
    const missing = [...wanted].filter((seq) => !receiver.received.has(seq));
    if (missing.length === 0) return;
    if (Date.now() > end)
      throw new Error(`${missing.length} of ${wanted.size} entries were not delivered: ${missing.slice(0, 5)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function checkStore(store: Store, writer: Writer, receiver: Receiver): Promise<string> {
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
