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
const RECONNECT_MS = 1_000;

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
      [Symbol.asyncDispose]: async () => lock?.[Symbol.asyncDispose](),
    };
  } catch (error) {
    await lock?.[Symbol.asyncDispose]();
    throw error;
  }
}

/** Takes the lock, and takes it again whenever its connection was lost. */
async function holdLock(databaseUrl: string, log: Service["log"]): Promise<AsyncDisposable> {
  const stop = new AbortController();
  let client: pg.Client | undefined;
  const connect = async (): Promise<pg.Client> => {
    const made = new pg.Client({ connectionString: databaseUrl, application_name: "evenhand lock", keepAlive: true });
    made.on("error", (error) => {
      log.warn({ reason: error.message }, "the lock's connection to the database was lost");
      client = undefined;
      void again();
    });
    await made.connect();
    return made;
  };
  const again = async (): Promise<void> => {
    while (!stop.signal.aborted && client === undefined) {
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
      if (stop.signal.aborted) return;
      const made = await connect().catch(() => undefined);
      if (made === undefined) continue;
      if (await tryLock(made).catch(() => false)) client = made;
      // Another service has taken over meanwhile: the epoch tells ours at its next batch.
      else await made.end().catch(() => undefined);
    }
  };
  const first = await connect();
  for (const end = Date.now() + WAIT_MS; !(await tryLock(first));) {
    if (Date.now() > end) {
      stop.abort();
      await first.end();
      throw new EvenhandError(
        "EH_SERVICE_ALREADY_RUNNING",
        "Another Evenhand service decides on this database. One may run at a time: end the other, or give this one a database of its own.",
      );
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  client = first;
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await client?.end().catch(() => undefined);
    },
  };
}

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>("select pg_try_advisory_lock($1, $2) as held", [...LOCK]);
  return rows[0]?.held === true;
}
