/** A service without HTTP for tests of use cases: real store, real engine, a clock that the test turns. */
import { pino } from "pino";
import type { Config } from "../config/config.js";
import { startDeciding } from "../decisions/start-deciding.js";
import { createJournalBell } from "../journal/wake.js";
import { publishPolicy } from "../policies/publish-policy.js";
import { uploadPolicy } from "../policies/upload-policy.js";
import { type Clock, createIds } from "../service/clock.js";
import type { Domain } from "../service/domain.js";
import { createMetrics } from "../service/metrics.js";
import { migrate } from "../store/migrate.js";
import type { Store } from "../store/open-store.js";
import { ensurePartitions } from "../store/partitions.js";

export interface TestClock extends Clock {
  nowMs: number;
}

/** Whoever publishes in tests. */
export const OPERATOR = { role: "operator", id: "keyOperator1" } as const;

export interface TestDomain extends Domain, AsyncDisposable {
  readonly clock: TestClock;
}

/** Settings that every test can live with. */
export function testConfig(overrides: Partial<Config> = {}): Config {
  return {
    host: "127.0.0.1",
    port: 0,
    publicUrl: "http://evenhand.test",
    databaseUrl: undefined,
    dataDirectory: "",
    secret: Buffer.alloc(32, 7),
    logLevel: "silent",
    intake: { queueEvents: 1_000, batchEvents: 100 },
    http: {
      bodyBytes: 1_048_576,
      requestsPerMinute: 100_000,
      anonymousPerMinute: 100_000,
      trustedProxies: 0,
      requestTimeoutMs: 30_000,
    },
    policies: { approvals: 0, backtestEvents: 100 },
    statements: { appealDays: 183, territory: [] },
    reachCheckpoints: [1_000, 10_000, 100_000],
    retention: { eventsDays: 400, journalDays: 0, webhookDays: 30 },
    webhooks: { allowPrivate: true, timeoutMs: 15_000 },
    classifiers: { hosts: [], allowPrivate: false, keys: new Map() },
    ...overrides,
  };
}

/** Starts deciding over a store, with `files` in force unless undefined. */
export async function startTestDomain(
  store: Store,
  files: ReadonlyMap<string, string> | undefined,
  { config = testConfig(), nowMs = Date.now() }: { readonly config?: Config; readonly nowMs?: number } = {},
): Promise<TestDomain> {
  const clock: TestClock = {
    nowMs,
    now: () => clock.nowMs,
  };
  await migrate(store.db);
  await ensurePartitions(store.db, nowMs);
  const { epoch } = await store.db
    .updateTable("decider")
    .set((eb) => ({ epoch: eb("epoch", "+", 1) }))
    .returning("epoch")
    .executeTakeFirstOrThrow();
  const service = {
    config,
    store,
    clock,
    ids: createIds(clock),
    bell: createJournalBell(),
    log: pino({ level: process.env["EH_TEST_LOG"] ?? "silent" }),
    metrics: createMetrics(),
  };
  const domain = await startDeciding(service, epoch);
  if (files !== undefined) await publishFiles(domain, files);
  return { ...domain, clock };
}

/** Uploads and publishes a policy. */
export async function publishFiles(domain: Domain, files: ReadonlyMap<string, string>): Promise<string> {
  const { version } = await uploadPolicy(domain, { files: new Map(files), actor: OPERATOR });
  await publishPolicy(domain, domain.policies, { version, actor: OPERATOR });
  return version;
}
