import { type DestinationStream, pino } from "pino";
import type { FastifyInstance } from "fastify";
import { readConfig } from "../../config/read-config.js";
import { createJournalBell } from "../../journal/wake.js";
import { createFirstKey } from "../../keys/create-first-key.js";
import { createIds } from "../../service/clock.js";
import { createMetrics } from "../../service/metrics.js";
import type { Service } from "../../service/service.js";
import type { Store } from "../../store/open-store.js";
import { ensurePartitions } from "../../store/partitions.js";
import { type AppOptions, createApp } from "../app.js";
import type { Route } from "../route.js";

/** A clock that a test moves. */
export interface TestClock {
  now(): number;
  advance(ms: number): void;
}

/** Begins at the machine's time, so that rows fall into partitions that exist. */
export function createTestClock(): TestClock {
  let now = Date.now();
  return {
    now: () => now,
    advance(ms) {
      now += ms;
    },
  };
}

/** A service on a store: everything real but the clock. Log lines are kept in `lines`. */
export function createTestService(
  store: Store,
  env: Readonly<Record<string, string>> = {},
): Service & { readonly clock: TestClock; readonly lines: string[] } {
  const config = readConfig({ EVENHAND_SECRET: "11".repeat(32), EVENHAND_LOG_LEVEL: "info", ...env });
  const lines: string[] = [];
  const destination: DestinationStream = { write: (line) => void lines.push(line) };
  const clock = createTestClock();
  return {
    config,
    store,
    clock,
    lines,
    ids: createIds(clock),
    bell: createJournalBell(),
    log: pino({ level: config.logLevel }, destination),
    metrics: createMetrics(),
  };
}

/** An application with answers held against their schemas, and the header of a key that may do everything. */
export async function createTestApp(
  service: Service,
  routes: readonly Route[],
  options: AppOptions = {},
): Promise<{ readonly app: FastifyInstance; readonly authorization: string }> {
  const app = createApp(service, routes, { checkAnswers: true, ...options });
  await app.ready();
  await ensurePartitions(service.store.db, service.clock.now());
  const first = await createFirstKey(service);
  if (first === undefined) throw new TypeError("The store of a test had a key already.");
  return { app, authorization: `Bearer ${first.text}` };
}
