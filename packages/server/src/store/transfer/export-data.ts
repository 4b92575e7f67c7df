import { createHash } from "node:crypto";
import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { EvenhandError } from "@evenhand/contract";
import type { Store } from "../open-store.js";
import { listPartitions } from "../partitions.js";
import { quote, readSchema, readSequences, readTables, type TableInfo } from "./catalog.js";
import { FORMAT, FORMAT_VERSION, type Line, type TransferOptions, type TransferSummary } from "./format.js";
import { inSession, type Session } from "./session.js";

/** About how much is asked for at once. */
const BATCH_BYTES = 1024 * 1024;
const FIRST_BATCH_ROWS = 100;
const MAX_BATCH_ROWS = 5_000;

/**
 * Writes all data as of one moment in the format of `format.ts`, and ends the writable. What is held in memory does not
 * grow with the data. On the embedded database nothing else runs meanwhile.
 *
 * @throws EvenhandError EH_DATA_SCHEMA where the database has no schema yet; the error of the writable where it fails
 */
export async function exportData(
  store: Store,
  writable: Writable,
  options: TransferOptions = {},
): Promise<TransferSummary> {
  const partitions = await readPartitions(store);
  return inSession(store, "isolation level repeatable read, read only", async (session) => {
    const schema = await readSchema(session);
    if (schema === undefined) {
      throw new EvenhandError(
        "EH_DATA_SCHEMA",
        "The database has no tables of Evenhand's: there is nothing to export.",
      );
    }
    const rows: Record<string, number> = {};
    const made = new Date().toISOString();
    const body = async function* (): AsyncGenerator<Line[]> {
      yield [{ format: FORMAT, version: FORMAT_VERSION, schema, made, partitions }];
      let total = 0;
      for (const table of await readTables(session)) {
        yield [{ table: table.name, columns: table.columns.map((column) => column.name) }];
        rows[table.name] = 0;
        for await (const batch of readRows(session, table)) {
          rows[table.name] = (rows[table.name] ?? 0) + batch.length;
          options.onProgress?.((total += batch.length));
          yield batch;
        }
      }
      yield await readSequenceStates(session);
    };
    await pipeline(sealed(body(), rows), createGzip(), writable);
    return { schema, rows };
  });
}

/** The lines as text, and after them the trailer. */
async function* sealed(body: AsyncIterable<Line[]>, rows: Readonly<Record<string, number>>): AsyncGenerator<string> {
  const hash = createHash("sha256");
  for await (const lines of body) {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    hash.update(text);
    yield text;
  }
  yield `${JSON.stringify({ end: true, rows, sha256: hash.digest("hex") } satisfies Line)}\n`;
}

async function* readRows(session: Session, table: TableInfo): AsyncGenerator<(string | null)[][]> {
  const columns = table.columns.map((column) => `${quote(column.name)}::text`).join(", ");
  await session.query(`declare rows no scroll cursor for select ${columns} from ${quote(table.name)}`);
  let count = FIRST_BATCH_ROWS;
  for (;;) {
    const batch = await session.queryTexts(`fetch ${count} from rows`);
    if (batch.length > 0) yield batch;
    if (batch.length < count) break;
    const bytes = batch.flat().reduce((sum, value) => sum + (value?.length ?? 0), 1);
    // At most twice as many as before, since the next rows may be longer.
    count = Math.max(1, Math.min(MAX_BATCH_ROWS, count * 2, Math.floor((count * BATCH_BYTES) / bytes)));
  }
  await session.query("close rows");
}

async function readSequenceStates(session: Session): Promise<Line[]> {
  const states: Line[] = [];
  for (const sequence of await readSequences(session)) {
    const [state] = await session.query<{ value: string; called: boolean }>(
      `select last_value::text as value, is_called as called from ${quote(sequence)}`,
    );
    if (state !== undefined) states.push({ sequence, ...state });
  }
  return states;
}

async function readPartitions(store: Store): Promise<Record<string, string[]>> {
  const months: Record<string, string[]> = {};
  for (const { table, startMs } of await listPartitions(store.db)) {
    (months[table] ??= []).push(new Date(startMs).toISOString().slice(0, 7));
  }
  return months;
}
