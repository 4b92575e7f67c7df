import { PGlite } from "@electric-sql/pglite";
import { DurableNodeFs } from "./durable-fs.js";
import { queryMessage, startupMessage } from "./protocol.js";

/** PGlite's own parameters without `-F` (no fsync), which would beat every later setting. */
const START_PARAMETERS = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== "-F"),
  // The default, fdatasync, is a call that Emscripten answers without doing anything.
  "-c",
  "wal_sync_method=fsync",
  "-c",
  "timezone=UTC",
];

/** The exit code with which PGlite's build leaves a query that failed; anything else is the end of the engine. */
const QUERY_FAILED = 100;

/** PostgreSQL in this thread, spoken to in its wire protocol. Every call blocks the thread until it is done. */
export interface Engine {
  /** What a new client is greeted with: authentication, parameters, ready. */
  readonly greeting: Uint8Array;
  /** Runs complete protocol messages; `onData` gets copies of what PostgreSQL answers. */
  execute(messages: Uint8Array, onData: (data: Uint8Array) => void): void;
  inTransaction(): boolean;
  /** How often the disk was asked to sync. */
  syncs(): number;
  /** Files of the write-ahead log begun since the last checkpoint that {@link Engine.checkpoint} made. */
  walSegments(): number;
  checkpoint(): void;
  /** Ends cleanly: checkpoints, so that the next start has nothing to replay. */
  close(): Promise<void>;
}

interface RawModule {
  _PostgresMainLoopOnce(): void;
}

/**
 * Starts PostgreSQL on a data directory, made where it does not exist.
 *
 * @param dataDirectory an absolute path; no other process may have it open
 * @param onDeath called with the reason where PostgreSQL panics or ends; must not return (memory is in no known state)
 * @param onOutput gets lines of the server log
 */
export async function startEngine(
  dataDirectory: string,
  onDeath: (reason: string) => never,
  onOutput: (line: string) => void,
): Promise<Engine> {
  const fs = new DurableNodeFs(dataDirectory);
  const output = (line: string): boolean => {
    onOutput(line);
    return false;
  };
  const db = await PGlite.create({ fs, startParams: START_PARAMETERS, onStdout: output, onStderr: output });
  guard(db.Module, onDeath);

  const execute: Engine["execute"] = (messages, onData) => {
    // Synchronous up to its first await, which comes after the query.
    void db.execProtocolRawStream(messages, { syncToFs: false, onRawData: (data) => onData(data.slice()) });
  };
  const greeting: Uint8Array[] = [];
  execute(startupMessage("postgres", "postgres"), (data) => greeting.push(data));
  return {
    greeting: Buffer.concat(greeting),
    execute,
    inTransaction: () => db.isInTransaction(),
    syncs: () => fs.syncs,
    walSegments: () => fs.walSegments,
    checkpoint() {
      fs.walSegments = 0;
      execute(queryMessage("CHECKPOINT"), () => undefined);
    },
    close: () => db.close(),
  };
}

/** PGlite swallows every exception of the main loop, also the end of PostgreSQL; this lets none but failed queries by. */
function guard(module: RawModule, onDeath: (reason: string) => never): void {
  const loopOnce = module._PostgresMainLoopOnce.bind(module);
  module._PostgresMainLoopOnce = () => {
    try {
      loopOnce();
    } catch (error) {
      if ((error as { status?: number }).status === QUERY_FAILED) throw error;
      onDeath(String(error));
    }
  };
}
