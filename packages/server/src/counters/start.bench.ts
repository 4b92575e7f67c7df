/**
 * How long a start takes: fills PostgreSQL with the counter log of many events, then restores the counters, before and after
 * compaction. After `npm run build`:
 *
 *     node --expose-gc packages/server/dist/counters/start.bench.js [events=10000000] [days=7] [maxEntries=2000000] [url=postgresql://…/postgres]
 *
 * The events are those of examples/harbour: its log, of a week, in as many communities at once as make up the number, each with
 * accounts of its own; in batches of 1 to 500. With fewer `days` the same events come faster. It makes a database and drops it again.
 */
import { readdirSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { fileURLToPath } from "node:url";
import type { Event } from "@evenhand/contract";
import { type CompiledPolicy, compilePolicy, createEventCounting, loadPolicy } from "@evenhand/policy";
import { sql } from "kysely";
import pg from "pg";
import { createIds } from "../service/clock.js";
import { migrate } from "../store/migrate.js";
import { openStore, type Store } from "../store/open-store.js";
import { compactCounterLog } from "./compact-counter-log.js";
import { loadCounters } from "./load-counters.js";
import { createServiceCounters, type LogRow, type ServiceCounters } from "./service-counters.js";

const HARBOUR = new URL("../../../../examples/harbour/", import.meta.url);
const MOST_BATCH = 500;
const JITTER_MS = 20 * 60_000;
const DATABASE = `evenhand_bench_${process.pid}`;

interface Addition {
  readonly counter: number;
  readonly key: string;
  readonly value: string | undefined;
}

const options = Object.fromEntries(process.argv.slice(2).map((argument) => argument.split(/=(.*)/s).slice(0, 2)));
const wanted = Number(options["events"] ?? 10_000_000);
const maxEntries = options["maxEntries"] === undefined ? undefined : Number(options["maxEntries"]);
const pace = Number(options["days"] ?? 7) / 7;
const server = new URL(options["url"] ?? `postgresql://${userInfo().username}@127.0.0.1:5432/postgres`);

const compiled = loadHarbour();
const events = readFileSync(new URL("events.jsonl", HARBOUR), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Event);
const last = Math.max(...events.map((event) => Date.parse(event.time)));
const clock = { now: () => last + 7_200_000 };

await withDatabase(async (store) => {
  const counters = create();
  await fill(store, counters);
  console.log(`held        ${format(counters.stats())}`);
  await size(store, "as written");
  const expected = sample(counters);
  await start(store, expected, "as written");
  await compact(store, counters);
  await size(store, "compacted");
  await start(store, expected, "compacted");
});

function create(): ServiceCounters {
  const { counters: decls, latenessMs } = compiled.policy;
  return createServiceCounters({ decls, latenessMs, clock, maxEntries });
}

async function fill(store: Store, counters: ServiceCounters): Promise<void> {
  const additions = additionsOf();
  const copies = Math.ceil(wanted / events.length);
  const random = xorshift(7);
  const now = { ms: 0 };
  const ids = createIds({ now: () => now.ms });
  const began = performance.now();
  const spent = { batches: 0, longest: 0, over50: 0, encode: 0 };
  let rows: (LogRow & { id: string })[] = [];
  let left = 0;
  let done = 0;
  const flush = async (): Promise<void> => {
    await sql`
      insert into counter_log (id, newest, entries, payload)
      select * from unnest(${rows.map((r) => r.id)}::uuid[], ${rows.map((r) => r.newest.toISOString())}::timestamptz[],
        ${rows.map((r) => r.entries)}::int[], ${rows.map((r) => r.payload)}::bytea[])`.execute(store.db);
    rows = [];
  };
  const endBatch = (): void => {
    const from = performance.now();
    const row = counters.takeLog();
    spent.encode += performance.now() - from;
    if (row !== undefined) rows.push({ id: ids.next(), ...row });
    counters.commitBatch();
    const took = performance.now() - from;
    spent.longest = Math.max(spent.longest, took);
    if (took > 50) spent.over50 += 1;
    spent.batches += 1;
  };
  for (const [i, event] of events.entries()) {
    const time = Math.floor(last - (last - Date.parse(event.time)) * pace);
    now.ms = time;
    for (let copy = 0; copy < copies && done < wanted; copy++) {
      if (left === 0) {
        // As many batches of 1 to 5 as of 100 to 500.
        left = Math.floor(MOST_BATCH ** random());
        counters.startBatch();
      }
      const at = Math.floor(time - random() * JITTER_MS);
      const mine = additions[i] as readonly Addition[];
      if (mine.length > 0 && counters.admit("", at) === "counted") {
        for (const { counter, key, value } of mine) {
          counters.add(counter, at, `${key}~${copy}`, value === undefined ? undefined : `${value}~${copy}`);
        }
      }
      done += 1;
      left -= 1;
      if (left === 0) endBatch();
      if (rows.length >= 2_000) await flush();
    }
    if (i % 200 === 0) process.stderr.write(`\r${done} of ${wanted} events`);
  }
  if (left > 0) endBatch();
  await flush();
  process.stderr.write("\r");
  const seconds = (performance.now() - began) / 1_000;
  console.log(
    `filled      ${done} events, ${spent.batches} batches in ${seconds.toFixed(1)} s; encoding ${(spent.encode / 1_000).toFixed(1)} s; longest takeLog and commit ${spent.longest.toFixed(0)} ms, ${spent.over50} over 50 ms`,
  );
}

function additionsOf(): readonly (readonly Addition[])[] {
  const counting = createEventCounting(compiled);
  const all = events.map((event) => counting.entries(event));
  const entries = all.reduce((sum, one) => sum + one.length, 0);
  console.log(`Harbour     ${events.length} events, ${(entries / events.length).toFixed(2)} additions an event`);
  return all;
}

async function start(store: Store, expected: readonly number[], what: string): Promise<void> {
  collect();
  const before = process.memoryUsage();
  const counters = create();
  const began = performance.now();
  const cpu = process.cpuUsage();
  let peak = 0;
  const watch = (): void => {
    peak = Math.max(peak, process.memoryUsage().rss);
  };
  const { entries, rows } = await loadCounters(store.db, counters, { onProgress: watch });
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  collect();
  const after = process.memoryUsage();
  const grown = (after.heapUsed - before.heapUsed) / 1e6;
  const same = sample(counters).every((value, i) => value === expected[i]);
  console.log(
    `start       ${what}: ${rows} rows, ${entries} entries read in ${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of processor); counts ${same ? "equal" : "DIFFER"}`,
  );
  console.log(
    `            heap +${grown.toFixed(0)} MB, rss at most ${(peak / 1e6).toFixed(0)} MB; ${format(counters.stats())}`,
  );
}

/** Readings of many keys as of the end of the log and of some hours before. */
function sample(counters: ServiceCounters): readonly number[] {
  const keys = additionsOf().flatMap((all) => all.slice(0, 1));
  return keys.flatMap(({ counter, key }, i) => {
    const window = (compiled.policy.counters[counter] as { windowMs: number }).windowMs;
    const at = last - (i % 3) * 1_200_000;
    return [
      counters.count(counter, `${key}~${i % 100}`, window, at),
      counters.distinct(counter, `${key}~${i % 100}`, window, at),
    ];
  });
}

async function compact(store: Store, counters: ServiceCounters): Promise<void> {
  const began = performance.now();
  const job = compactCounterLog({ store, clock: { now: () => last + 1e9 } }, () => counters);
  const longest = { wall: 0, cpu: 0 };
  let [wall, cpu] = [performance.now(), process.cpuUsage()];
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(cpu);
    longest.wall = Math.max(longest.wall, performance.now() - wall - 5);
    longest.cpu = Math.max(longest.cpu, (user + system) / 1_000);
    [wall, cpu] = [performance.now(), process.cpuUsage()];
  }, 5);
  const whole = process.cpuUsage();
  while (await job.run(new AbortController().signal));
  clearInterval(timer);
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(whole);
  console.log(
    `compaction  ${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of processor); event loop held up at most ` +
      `${longest.wall.toFixed(0)} ms (${longest.cpu.toFixed(0)} ms of processor)`,
  );
  await sql`vacuum full counter_log`.execute(store.db);
}

async function size(store: Store, what: string): Promise<void> {
  await sql`vacuum analyze counter_log`.execute(store.db);
  const { rows } = await sql<{ rows: number; entries: number; payload: number; total: number }>`
    select count(*) as rows, sum(entries) as entries, sum(octet_length(payload)) as payload,
      pg_total_relation_size('counter_log') as total from counter_log`.execute(store.db);
  const [row] = rows;
  console.log(
    `log         ${what}: ${row?.rows} rows, ${row?.entries} entries, payload ${(Number(row?.payload) / 1e6).toFixed(0)} MB, table ${(Number(row?.total) / 1e6).toFixed(0)} MB`,
  );
}

function format({ keys, entries, evictedKeys }: { keys: number; entries: number; evictedKeys: number }): string {
  return `${entries} entries under ${keys} keys, ${evictedKeys} keys evicted`;
}

function loadHarbour(): CompiledPolicy {
  const folder = new URL("policy/", HARBOUR);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const root = fileURLToPath(folder);
  const texts = files.map((file): [string, string] => {
    const path = `${file.parentPath}/${file.name}`;
    return [path.replace(/\/+/g, "/").slice(root.length), readFileSync(path, "utf8")];
  });
  const { policy, problems } = loadPolicy(new Map(texts));
  const result = policy === undefined ? undefined : compilePolicy(policy).compiled;
  if (result === undefined) throw new TypeError(JSON.stringify(problems.slice(0, 3)));
  return result;
}

async function withDatabase(work: (store: Store) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: server.href });
  await admin.connect();
  await admin.query(`create database ${DATABASE}`);
  try {
    const url = new URL(server);
    url.pathname = DATABASE;
    const store = await openStore({ databaseUrl: url.href, directory: "", statementTimeoutMs: 600_000 });
    try {
      await migrate(store.db);
      await work(store);
    } finally {
      await store[Symbol.asyncDispose]();
    }
  } finally {
    await admin.query(`drop database if exists ${DATABASE} with (force)`);
    await admin.end();
  }
}

function collect(): void {
  (globalThis as { gc?: () => void }).gc?.();
}

/** Numbers in [0, 1), the same in every run. Marsaglia, "Xorshift RNGs". */
function xorshift(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0x1_0000_0000;
  };
}
