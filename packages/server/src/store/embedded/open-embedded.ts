import { join } from "node:path";
import type pg from "pg";
import { SILENT, type StoreLog } from "../store-log.js";
import { lockDirectory } from "./directory-lock.js";
import { dropTemplateDatabases } from "./drop-template-databases.js";
import { maintainEmbedded } from "./maintain-embedded.js";
import { shortDirectory } from "./short-directory.js";
import { finishStoreDirectory, openStoreDirectory, prepareStoreDirectory } from "./store-directory.js";
import { Supervisor } from "./supervisor.js";
import { syncTree } from "./sync-tree.js";

export interface EmbeddedOptions {
  /** Made where missing, with mode 0700. */
  readonly directory: string;
  readonly log?: StoreLog | undefined;
  /**
   * After how many milliseconds a query is given up and, since nothing else stops it, PostgreSQL is ended and started
   * anew; 120,000 unless said. Maintenance is not subject to it.
   */
  readonly stuckQueryMs?: number | undefined;
  /** How long a client may be silent inside a transaction while others wait, in milliseconds; 30,000 unless said. */
  readonly idleInTransactionMs?: number | undefined;
  /** A data directory of a PostgreSQL that was ended cleanly, to begin a new one with; for tests. */
  readonly template?: string | undefined;
}

/** An embedded PostgreSQL that is running, or being started again. */
export interface EmbeddedDatabase extends AsyncDisposable {
  /** What a pool connects with. */
  readonly poolConfig: pg.PoolConfig;
  /** PostgreSQL's own directory. */
  readonly dataDirectory: string;
  /** Cleans up and gathers statistics, as a server's autovacuum would. */
  maintain(): Promise<void>;
  /** Runs work in which no query counts as stuck. */
  patiently<T>(work: () => Promise<T>): Promise<T>;
  /** How often the disk was asked to sync since PostgreSQL's last start. */
  syncs(): Promise<number>;
}

/** What a client of PostgreSQL looks for in a directory; with its slash at most what {@link shortDirectory} leaves room for. */
const SOCKET = ".s.PGSQL.5432";
const STUCK_QUERY_MS = 120_000;
const IDLE_IN_TRANSACTION_MS = 30_000;

/**
 * Opens PostgreSQL embedded in this process, in a thread of its own, served on a Unix socket in the directory.
 *
 * Where PostgreSQL ends by itself (a full disk under the write-ahead log, a failed sync, a query that had to be killed),
 * it is started again and replays its log; connections are refused in the meantime.
 *
 * @throws EvenhandError EH_STORE_DIRECTORY, EH_STORE_IN_USE, EH_STORE_VERSION, EH_STORE_UNAVAILABLE
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const directory = await openStoreDirectory(options.directory);
  // Given back in the opposite order.
  const held: AsyncDisposable[] = [await lockDirectory(directory.root)];
  const release = async (): Promise<void> => {
    for (const resource of held.toReversed()) await resource[Symbol.asyncDispose]();
  };
  try {
    const isNew = await prepareStoreDirectory(directory, options.template);
    const short = await shortDirectory(directory.root);
    held.push(short);
    const supervisor = new Supervisor({
      dataDirectory: directory.data,
      socketPath: join(short.path, SOCKET),
      log: options.log ?? SILENT,
      stuckQueryMs: options.stuckQueryMs ?? STUCK_QUERY_MS,
      idleInTransactionMs: options.idleInTransactionMs ?? IDLE_IN_TRANSACTION_MS,
    });
    await supervisor.start();
    held.push({ [Symbol.asyncDispose]: () => supervisor.close() });
    const poolConfig = { host: short.path, port: 5432, user: "postgres", database: "postgres" };
    if (isNew) {
      if (options.template === undefined) {
        await dropTemplateDatabases(poolConfig);
        // What was written before PostgreSQL ran was not synced by it.
        await syncTree(directory.data);
      }
      await finishStoreDirectory(directory);
    }
    return {
      poolConfig,
      dataDirectory: directory.data,
      maintain: () => supervisor.patiently(() => maintainEmbedded(poolConfig)),
      patiently: (work) => supervisor.patiently(work),
      syncs: () => supervisor.syncs(),
      [Symbol.asyncDispose]: release,
    };
  } catch (error) {
    await release();
    throw error;
  }
}
