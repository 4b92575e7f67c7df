import type pg from "pg";
import { EvenhandError } from "@evenhand/contract";
import { Kysely, PostgresDialect } from "kysely";
import type { Database } from "./database.js";
import { openEmbedded } from "./embedded/open-embedded.js";
import { SILENT, type StoreLog } from "./store-log.js";
import { PreparingClient } from "./preparing-client.js";
import { StorePool } from "./store-pool.js";
import { storeUnavailable } from "./store-unavailable.js";
import { VALUE_TYPES } from "./value-types.js";

export interface StoreOptions {
  /** `postgresql://user:password@host:5432/name`; the embedded database is used where it is absent. */
  readonly databaseUrl?: string | undefined;
  /** Where the embedded database lies. */
  readonly directory: string;
  readonly log?: StoreLog | undefined;
  /** Connections at most; 10 to PostgreSQL and 4 to the embedded database, which runs one transaction at a time. */
  readonly poolSize?: number | undefined;
  /** After how long a statement is ended, in milliseconds; 60,000 unless said. */
  readonly statementTimeoutMs?: number | undefined;
  /** A data directory to begin a new embedded database with; for tests. */
  readonly template?: string | undefined;
}

/** An open database. Its schema is not looked at: see `migrate`. */
export interface Store extends AsyncDisposable {
  readonly kind: "embedded" | "postgres";
  readonly pool: pg.Pool;
  readonly db: Kysely<Database>;
  /** Cleans up and gathers statistics where no autovacuum does; to be called every hour or so. */
  maintain(): Promise<void>;
  /**
   * Runs work in which a single statement may take longer than the limit, such as a migration. (The embedded database
   * has no other limit than to be ended.) Limits of the session are the work's own concern.
   */
  patiently<T>(work: () => Promise<T>): Promise<T>;
}

const POOL_SIZE = { embedded: 4, postgres: 10 };
const STATEMENT_TIMEOUT_MS = 60_000;
/** The client gives up later than the server, whose message says more. */
const CLIENT_GRACE_MS = 15_000;
const CONNECT_TIMEOUT_MS = 10_000;
const MINIMUM_VERSION = 15;

interface Backend extends AsyncDisposable {
  readonly kind: Store["kind"];
  readonly config: pg.PoolConfig;
  /** Where it is, in words and without the password. */
  readonly place: string;
  maintain(): Promise<void>;
  patiently<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Opens the database: the server at `databaseUrl`, or the embedded one in `directory`. Either is spoken to through the
 * same pool and the same SQL; the session's time zone is UTC.
 *
 * @throws EvenhandError EH_STORE_UNAVAILABLE, EH_STORE_VERSION (PostgreSQL before 15, or a directory of another
 * version), EH_STORE_IN_USE, EH_STORE_DIRECTORY
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl, log = SILENT, statementTimeoutMs = STATEMENT_TIMEOUT_MS } = options;
  const backend =
    databaseUrl === undefined ? await embeddedBackend(options, statementTimeoutMs) : serverBackend(databaseUrl);
  const pool = new StorePool(
    {
      ...backend.config,
      application_name: "evenhand",
      max: options.poolSize ?? POOL_SIZE[backend.kind],
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: statementTimeoutMs,
      query_timeout: statementTimeoutMs + CLIENT_GRACE_MS,
      idle_in_transaction_session_timeout: statementTimeoutMs,
      keepAlive: true,
      types: VALUE_TYPES,
    },
    backend.place,
  );
  // Without a listener the end of an idle connection would end the process.
  pool.on("error", (error) => log.warn({ reason: error.message }, "a connection to the database was lost"));
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= (pool.ending ? Promise.resolve() : pool.end()).then(() => backend[Symbol.asyncDispose]());
    return closed;
  };
  try {
    await checkVersion(pool, backend.place);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    kind: backend.kind,
    pool,
    db: new Kysely<Database>({ dialect: new PostgresDialect({ pool }) }),
    maintain: () => backend.maintain(),
    patiently: (work) => backend.patiently(work),
    [Symbol.asyncDispose]: close,
  };
}

async function embeddedBackend(options: StoreOptions, statementTimeoutMs: number): Promise<Backend> {
  const { directory, log, template } = options;
  const embedded = await openEmbedded({ directory, log, template, stuckQueryMs: statementTimeoutMs });
  return {
    kind: "embedded",
    config: embedded.poolConfig,
    place: directory,
    maintain: () => embedded.maintain(),
    patiently: (work) => embedded.patiently(work),
    [Symbol.asyncDispose]: () => embedded[Symbol.asyncDispose](),
  };
}

function serverBackend(databaseUrl: string): Backend {
  return {
    kind: "postgres",
    config: {
      connectionString: databaseUrl,
      Client: PreparingClient,
      onConnect: async (client) => {
        await client.query("set time zone 'UTC'");
      },
    },
    place: placeOf(databaseUrl),
    maintain: async () => undefined,
    patiently: (work) => work(),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** Host, port and name of a database. */
function placeOf(databaseUrl: string): string {
  // The parser's own error would show the password.
  if (!URL.canParse(databaseUrl) || !/^postgres(ql)?:/.test(databaseUrl)) {
    throw new EvenhandError(
      "EH_STORE_UNAVAILABLE",
      "The URL of the database is not one: it should look like postgresql://user:password@host:5432/name.",
    );
  }
  const url = new URL(databaseUrl);
  const host = url.hostname || url.searchParams.get("host") || "localhost";
  return `${host}:${url.port || "5432"}${url.pathname}`;
}

async function checkVersion(pool: pg.Pool, place: string): Promise<void> {
  const { rows } = await pool
    .query<{ server_version_num: string; server_version: string }>(
      "select current_setting('server_version_num') as server_version_num, current_setting('server_version') as server_version",
    )
    .catch((error: unknown) => {
      throw storeUnavailable(place, error);
    });
  const [version] = rows;
  if (version !== undefined && Number(version.server_version_num) >= MINIMUM_VERSION * 10_000) return;
  throw new EvenhandError(
    "EH_STORE_VERSION",
    `The database at ${place} is PostgreSQL ${version?.server_version ?? "?"}; Evenhand needs ${MINIMUM_VERSION} or later.`,
  );
}
