/** Composes the service: opens the store, brings the policy and its counters into memory, and listens. */
import type { AddressInfo } from "node:net";
import type { NewKey } from "@evenhand/contract";
import type { FastifyInstance } from "fastify";
import { pino, type Logger } from "pino";
import { accountRoutes } from "./accounts/routes.js";
import { bankUseJobs, bankUseRoutes } from "./banks/bank-use.js";
import { expireEntriesJob } from "./banks/expire-entries.js";
import { bankRoutes } from "./banks/routes.js";
import { casesRoutes } from "./cases/routes.js";
import { checkSecret } from "./config/check-secret.js";
import type { Config } from "./config/config.js";
import { compactCounterLog } from "./counters/compact-counter-log.js";
import { claimDeciding } from "./decisions/claim-deciding.js";
import { decisionRoutes } from "./decisions/routes.js";
import { startDeciding } from "./decisions/start-deciding.js";
import { createApp } from "./http/app.js";
import type { Route } from "./http/route.js";
import { imageRoutes } from "./images/routes.js";
import { intakeRoutes } from "./intake/routes.js";
import { cleanUpJob } from "./jobs/clean-up.js";
import { keepPartitionsJob } from "./jobs/keep-partitions.js";
import { maintainStoreJob } from "./jobs/maintain-store.js";
import { runJobs } from "./jobs/run-jobs.js";
import { journalRoutes } from "./journal/routes.js";
import { createJournalBell } from "./journal/wake.js";
import { createFirstKey } from "./keys/create-first-key.js";
import { keysRoutes } from "./keys/routes.js";
import { expireMeasuresJob } from "./measures/expire-measures.js";
import { measureRoutes } from "./measures/routes.js";
import { operationRoutes } from "./operation/routes.js";
import { policyRoutes } from "./policies/routes.js";
import { deleteQuarantinedJob } from "./quarantine/delete-quarantined.js";
import { type Clock, createIds, forwardClock, systemClock } from "./service/clock.js";
import type { Domain } from "./service/domain.js";
import { Disposables } from "./service/disposables.js";
import { createMetrics } from "./service/metrics.js";
import type { Service } from "./service/service.js";
import { refreshStandingsJob } from "./standing/refresh-standings.js";
import { statementRoutes } from "./statements/routes.js";
import { migrate } from "./store/migrate.js";
import { openStore, type Store } from "./store/open-store.js";
import { ensurePartitions } from "./store/partitions.js";
import { startWebhooks } from "./webhooks/start-webhooks.js";
import { webhookRoutes } from "./webhooks/routes.js";

/** A running service. */
export interface Evenhand extends AsyncDisposable {
  readonly domain: Domain;
  readonly app: FastifyInstance;
  /** Where it listens. */
  readonly address: { readonly host: string; readonly port: number };
  /** A key that may do everything, made because there was none; to be shown once. */
  readonly firstKey: NewKey | undefined;
}

export interface StartOptions {
  readonly clock?: Clock;
  readonly log?: Logger;
  /** Told what takes a while. */
  readonly onProgress?: (text: string) => void;
  /** The store of `config`, being opened already; opened here unless given. */
  readonly store?: Promise<Store>;
}

/** How often, while the service ends, connections without a request are closed. */
const CLOSE_IDLE_MS = 100;

/**
 * Starts the service. Disposing of it refuses new requests, answers what was accepted, and closes the store.
 *
 * @throws EvenhandError where the store cannot be opened or migrated, another service decides on it, or the policy in force
 *   would decide differently under this release
 */
export async function startEvenhand(config: Config, options: StartOptions = {}): Promise<Evenhand> {
  const log = options.log ?? pino({ level: config.logLevel });
  const say = options.onProgress ?? (() => {});
  await using stack = new Disposables();
  const { databaseUrl, dataDirectory: directory } = config;
  const store = stack.use(await (options.store ?? openStore({ databaseUrl, directory, log })));
  const migrated = await store.patiently(() => migrate(store.db));
  if (migrated.length > 0) log.info({ migrations: migrated }, "database migrated");
  const base = options.clock ?? systemClock;
  await ensurePartitions(store.db, base.now());
  const head = await store.db.selectFrom("journal_head").select("at").executeTakeFirstOrThrow();
  // A clock that was set back must not make the journal's times or our ids go back.
  const clock = forwardClock(base, head.at.getTime());
  const service: Service = {
    config,
    store,
    clock,
    ids: createIds(clock),
    bell: createJournalBell(),
    log,
    metrics: createMetrics(),
  };
  await checkSecret(service);
  const { epoch } = stack.use(await claimDeciding(service));
  const domain = stack.use(await startDeciding(service, epoch, say));
  const firstKey = await createFirstKey(service);
  stack.use(runJobs(service, jobsOf(domain)));
  stack.use(startWebhooks(service));
  const app = createApp(service, routesOf(domain));
  stack.defer(() => closeApp(app));
  // First of all: requests that wait for a classifier would keep the others waiting.
  stack.defer(() => domain.decider.endAsking());
  await app.listen({ host: config.host, port: config.port });
  const { port } = app.server.address() as AddressInfo;
  const running = stack.move();
  return {
    domain,
    app,
    address: { host: config.host, port },
    firstKey,
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

/** Answers what has arrived, and ends. A connection that is kept alive after its last answer would keep us waiting. */
async function closeApp(app: FastifyInstance): Promise<void> {
  const timer = setInterval(() => app.server.closeIdleConnections(), CLOSE_IDLE_MS);
  try {
    await app.close();
  } finally {
    clearInterval(timer);
  }
}

/** Every operation of the service. */
export function routesOf(domain: Domain): readonly Route[] {
  return [
    ...intakeRoutes(domain),
    ...imageRoutes(),
    ...decisionRoutes(domain),
    ...measureRoutes(domain),
    ...statementRoutes(domain),
    ...accountRoutes(domain),
    ...casesRoutes(domain),
    ...policyRoutes(domain, domain.policies),
    ...bankRoutes(domain),
    ...bankUseRoutes(domain),
    ...journalRoutes(domain),
    ...webhookRoutes(domain),
    ...keysRoutes(domain),
    ...operationRoutes(domain, readinessOf(domain)),
  ];
}

function jobsOf(domain: Domain): Parameters<typeof runJobs>[1] {
  return [
    expireMeasuresJob(domain),
    expireEntriesJob(domain),
    refreshStandingsJob(domain),
    deleteQuarantinedJob(domain),
    keepPartitionsJob(domain),
    ...bankUseJobs(domain),
    compactCounterLog(domain, () => domain.decider.deciding?.counters),
    cleanUpJob(domain),
    maintainStoreJob(domain),
  ];
}

function readinessOf({ policies, decider, config }: Domain): Parameters<typeof operationRoutes>[1] {
  return [
    {
      name: "policy",
      check: async () => (policies.current() === undefined ? "No policy is in force." : undefined),
    },
    {
      name: "queue",
      check: async () =>
        decider.waiting >= config.intake.queueEvents ? "Too many events are waiting to be decided." : undefined,
    },
  ];
}
