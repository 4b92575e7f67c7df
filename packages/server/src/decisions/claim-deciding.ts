/** One process decides on a database: counters live in its memory, and two would each count half. */
import { EvenhandError } from "@evenhand/contract";
import pg from "pg";
import { sql } from "kysely";
import type { Service } from "../service/service.js";

/** The right to decide, until it is disposed of. */
export interface Claim extends AsyncDisposable {
  /** Grows with each claim; a batch commits only while it is the newest. */
  readonly epoch: number;
}

/** Any number that no other program uses for advisory locks on this database; "even" and "hand" in ASCII. */
const LOCK = [0x6576_656e, 0x6861_6e64] as const;
const WAIT_MS = 10_000;
const RETRY_MS = 250;

/**
 * Claims deciding for this process. On PostgreSQL a lock that ends with its connection keeps a second service from starting, and
 * the epoch keeps one that has lost its connection from committing after all. The embedded database has its own lock on the
 * directory.
 *
 * @throws EvenhandError EH_SERVICE_ALREADY_RUNNING where another service holds the lock for ten seconds
 */
export async function claimDeciding(service: Pick<Service, "store" | "config" | "log">): Promise<Claim> {
  const { store, config, log } = service;
  const lock = config.databaseUrl === undefined ? undefined : await holdLock(config.databaseUrl, log);
  try {
    const { rows } = await sql<{ epoch: number }>`
      update decider set epoch = epoch + 1, since = now() returning epoch`.execute(store.db);
    return {
      epoch: Number(rows[0]?.epoch),
      [Symbol.asyncDispose]: async () => lock?.end(),
    };
  } catch (error) {
    await lock?.end();
    throw error;
  }
}

async function holdLock(databaseUrl: string, log: Service["log"]): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "evenhand lock", keepAlive: true });
  // The epoch protects what the lost lock no longer does.
  client.on("error", (error) => log.warn({ reason: error.message }, "the lock's connection to the database was lost"));
  await client.connect();
  for (const end = Date.now() + WAIT_MS; ;) {
    const { rows } = await client.query<{ held: boolean }>("select pg_try_advisory_lock($1, $2) as held", [...LOCK]);
    if (rows[0]?.held === true) return client;
    if (Date.now() > end) break;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  await client.end();
  throw new EvenhandError(
    "EH_SERVICE_ALREADY_RUNNING",
    "Another Evenhand service decides on this database. One may run at a time: end the other, or give this one a database of its own.",
  );
}
