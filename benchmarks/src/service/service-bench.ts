/** `npm run bench -- service`: durable decisions a second, beside a ceiling that writes the same rows and does nothing else. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { BenchmarkError } from "../benchmark-error.js";
import { batches, singles } from "./bodies.js";
import { type DataPlace, type Side, startCeiling, startService } from "./children.js";
import { load, type LoadResult, quantile } from "./wire-load.js";

interface Plan {
  readonly seconds: number;
  readonly rounds: number;
  /** For the memory over time; 0: not measured. */
  readonly soakMinutes: number;
}

const CONNECTIONS = 64;
const BATCH = 100;
const BATCH_CONNECTIONS = 8;
/** Bodies made beforehand, for so many events a second at most. */
const SINGLES_PER_SECOND = 9_000;
const BATCHES_PER_SECOND = 300;

/** Runs it and prints. */
export async function benchService(args: readonly string[]): Promise<void> {
  const plan = planOf(args);
  const kinds = args.filter((arg) => arg === "embedded" || arg === "postgres");
  for (const kind of kinds.length === 0 ? ["embedded", "postgres"] : kinds) {
    if (kind === "postgres" && (await postgresProblem()) !== undefined) {
      console.log(`postgres: SKIPPED, no server on 127.0.0.1:5432: ${await postgresProblem()}`);
      continue;
    }
    await benchOn(kind as "embedded" | "postgres", plan);
  }
}

function planOf(args: readonly string[]): Plan {
  const quick = args.includes("--quick");
  const soak = args.find((arg) => arg.startsWith("--soak="));
  return { seconds: quick ? 2 : 8, rounds: quick ? 1 : 3, soakMinutes: soak === undefined ? 0 : Number(soak.slice(7)) };
}

async function benchOn(kind: "embedded" | "postgres", { seconds, rounds, soakMinutes }: Plan): Promise<void> {
  const names = [`evenhand_bench_service_${process.pid}`, `evenhand_bench_ceiling_${process.pid}`] as const;
  const folder = mkdtempSync(join(tmpdir(), "evenhand-bench-"));
  try {
    const [ours, theirs] = (await Promise.all(names.map((name) => makePlace(kind, name, folder)))) as [
      DataPlace,
      DataPlace,
    ];
    // The service prepares the ceiling's database too: tables, months, a policy in force.
    await (await startService(theirs))[Symbol.asyncDispose]();
    await using service = await startService(ours);
    await using ceiling = await startCeiling(theirs);
    console.log(
      `\n${kind}: ${CONNECTIONS} connections with single events, ${BATCH_CONNECTIONS} with batches of ${BATCH}`,
    );
    const single = await compare(service, ceiling, rounds, (side, run) =>
      run1(side, singles(SINGLES_PER_SECOND * seconds, run), CONNECTIONS, seconds),
    );
    print("single events", 1, single);
    const batch = await compare(service, ceiling, rounds, (side, run) =>
      run1(side, batches(BATCHES_PER_SECOND * seconds, BATCH, run), BATCH_CONNECTIONS, seconds),
    );
    print(`batches of ${BATCH}`, BATCH, batch);
    const half = single.service / 2;
    const paced = await load({
      ...target(service),
      bodies: singles(Math.ceil(half * seconds) + 10, `half-${Date.now()}`),
      connections: CONNECTIONS,
      pace: half,
      seconds,
    });
    console.log(
      `  at half of that load (${Math.round(half)}/s): p50 ${ms(quantile(paced.latencies, 0.5))}, p99 ${ms(quantile(paced.latencies, 0.99))}, worst ${ms(paced.latencies.at(-1) ?? 0)}`,
    );
    if (soakMinutes > 0) await soak(service, half, soakMinutes);
  } finally {
    if (kind === "postgres") for (const name of names) await admin(`drop database if exists ${name} with (force)`);
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Compared {
  readonly service: number;
  readonly ceiling: number;
  readonly ratio: number;
  readonly others: readonly string[];
}

/** Rounds in turn, so that whatever else the machine does falls on both; medians, in requests a second. */
async function compare(
  service: Side,
  ceiling: Side,
  rounds: number,
  run: (side: Side, run: string) => Promise<LoadResult>,
): Promise<Compared> {
  const rates: { service: number[]; ceiling: number[] } = { service: [], ceiling: [] };
  const others: string[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const [name, side] of [
      ["ceiling", ceiling],
      ["service", service],
    ] as const) {
      const result = await run(side, `${name}-${round}-${Date.now()}`);
      rates[name].push(result.answered / result.seconds);
      if (Object.keys(result.others).length > 0) others.push(`${name}: ${JSON.stringify(result.others)}`);
      if (result.exhausted) others.push(`${name}: bodies ran out`);
    }
  }
  const [ours, theirs] = [median(rates.service), median(rates.ceiling)];
  return { service: ours, ceiling: theirs, ratio: ours / theirs, others };
}

function target(side: Side): { port: number; path: string; headers: Readonly<Record<string, string>> } {
  return { port: side.port, path: "/v1/events", headers: side.headers };
}

function run1(side: Side, bodies: readonly Buffer[], connections: number, seconds: number): Promise<LoadResult> {
  return load({ ...target(side), bodies, connections, seconds });
}

function print(what: string, events: number, { service, ceiling, ratio, others }: Compared): void {
  const rate = (value: number): string => `${Math.round(value * events).toLocaleString("en")} events/s`;
  console.log(`  ${what}: service ${rate(service)}, ceiling ${rate(ceiling)}, ratio ${ratio.toFixed(2)}`);
  for (const other of others) console.log(`    ${other}`);
}

async function soak(service: Side, pace: number, minutes: number): Promise<void> {
  const start = rss(service.pid);
  const readings: number[] = [];
  for (let minute = 0; minute < minutes; minute++) {
    const bodies = singles(Math.ceil(pace * 60) + 10, `soak-${minute}-${Date.now()}`);
    await load({ ...target(service), bodies, connections: CONNECTIONS, pace, seconds: 60 });
    readings.push(rss(service.pid));
  }
  console.log(`  memory at ${Math.round(pace)}/s: ${start} MB at first, then by minute ${readings.join(", ")} MB`);
}

/** Resident memory of a process in MB. */
function rss(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024);
}

async function makePlace(kind: "embedded" | "postgres", name: string, folder: string): Promise<DataPlace> {
  const directory = join(folder, name);
  if (kind === "embedded") return { databaseUrl: undefined, directory };
  await admin(`create database ${name}`);
  return { databaseUrl: urlOf(name), directory };
}

const USER = process.env["PGUSER"] ?? userInfo().username;
const urlOf = (database: string): string => `postgresql://${encodeURIComponent(USER)}@127.0.0.1:5432/${database}`;

async function admin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf("postgres"), connectionTimeoutMillis: 2_000 });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function postgresProblem(): Promise<string | undefined> {
  try {
    await admin("select 1");
    return undefined;
  } catch (error) {
    if (error instanceof BenchmarkError) throw error;
    return String(error);
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}
