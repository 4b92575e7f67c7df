import type { Readable } from "node:stream";
import { EvenhandError } from "@evenhand/contract";
import { migrate } from "../migrate.js";
import type { Store } from "../open-store.js";
import { MIGRATIONS } from "../migrations/index.js";
import { createPartition, PARTITIONED } from "../partitions.js";
import {
  type ForeignKey,
  quote,
  readSchema,
  readSelfReferences,
  readSequences,
  readTables,
  type TableInfo,
} from "./catalog.js";
import {
  FORMAT,
  FORMAT_VERSION,
  type Header,
  type Line,
  type TransferOptions,
  type TransferSummary,
} from "./format.js";
import { broken, readLines } from "./read-lines.js";
import { RowWriter } from "./row-writer.js";
import { inSession, type Session } from "./session.js";

/**
 * Reads an export into an empty database, in one transaction: all of it or nothing. Every constraint is checked, those
 * between tables at the end. Where the database has no schema yet it gets the export's first and after the rows this
 * release's, so that an older release's export can be read.
 *
 * @throws EvenhandError EH_DATA_FILE where the file is not whole; EH_DATA_SCHEMA where it was made by another release than
 * the database; EH_DATA_NOT_EMPTY where there is data; the database's error where rows break its rules
 */
export async function importData(
  store: Store,
  readable: Readable,
  options: TransferOptions = {},
): Promise<TransferSummary> {
  const batches = readLines(readable);
  try {
    const { value: first, done } = await batches.next();
    const [line, ...rest] = done === true ? [] : first;
    const header = checkHeader(line);
    await store.patiently(() => prepareSchema(store, header));
    const rows = await inSession(store, "isolation level read committed", async (session) => {
      const tables = await takeEmptyTables(session);
      const writer = new RowWriter(session, tables, await readSequences(session), options.onProgress);
      const selfReferences = await readSelfReferences(session);
      await alterConstraints(session, selfReferences, "deferrable initially deferred");
      await session.query("set local evenhand.importing = 'on'");
      await writer.write(rest);
      for await (const lines of batches) await writer.write(lines);
      await writer.finish();
      await session.query("set constraints all immediate");
      await alterConstraints(session, selfReferences, "not deferrable");
      await checkJournal(session);
      return writer.rows;
    });
    await store.patiently(() => migrate(store.db));
    return { schema: header.schema, rows };
  } finally {
    await batches.return(undefined);
    readable.destroy();
  }
}

function checkHeader(line: Line | undefined): Header {
  if (line === undefined || !("format" in line) || line.format !== FORMAT) throw broken("it does not begin as one");
  if (line.version === FORMAT_VERSION) return line;
  throw new EvenhandError(
    "EH_DATA_SCHEMA",
    `The file is of format ${line.version}, and this release reads format ${FORMAT_VERSION}. Import it with the release that made it.`,
  );
}

/** Sees to it that the tables are those of the export. */
async function prepareSchema(store: Store, { schema, partitions }: Header): Promise<void> {
  if (MIGRATIONS[schema] === undefined) {
    throw new EvenhandError(
      "EH_DATA_SCHEMA",
      `The file was made by a newer release (schema ${schema}). Import it with that one.`,
    );
  }
  const present = await inSession(store, "isolation level repeatable read, read only", readSchema);
  if (present === undefined) await migrate(store.db, { to: schema });
  else if (present !== schema) {
    throw new EvenhandError(
      "EH_DATA_SCHEMA",
      `The file was made with schema ${schema}, and the database has ${present}. Import it into a new, empty database, ` +
        "which gets its schema from the file and is then brought up to date.",
    );
  }
  for (const table of PARTITIONED) {
    for (const month of partitions[table] ?? []) {
      if (!/^\d{4}-\d{2}$/.test(month)) throw broken(`${month} is no month`);
      await createPartition(store.db, table, Date.parse(`${month}-01T00:00:00Z`));
    }
  }
}

/** Keeps others out of every table, and makes sure that nothing is in them. */
async function takeEmptyTables(session: Session): Promise<readonly TableInfo[]> {
  const tables = await readTables(session);
  await session.query(`lock table ${tables.map((table) => quote(table.name)).join(", ")} in share row exclusive mode`);
  for (const { name, seeded } of tables) {
    const [row] = await session.query(`select 1 from ${quote(name)} limit 1`);
    if (row === undefined || seeded) continue;
    throw new EvenhandError(
      "EH_DATA_NOT_EMPTY",
      `There is data in the database already (in ${name}). Import into a new, empty database.`,
    );
  }
  return tables;
}

async function alterConstraints(session: Session, keys: readonly ForeignKey[], how: string): Promise<void> {
  for (const { table, name } of keys) {
    await session.query(`alter table ${quote(table)} alter constraint ${quote(name)} ${how}`);
  }
}

/** What triggers see to when entries are written one by one: numbers without a gap up to the head. */
async function checkJournal(session: Session): Promise<void> {
  const [row] = await session.query<{ whole: boolean }>(
    `select head.seq = head.written and (entries.n = 0 or (entries.high = head.seq and entries.high - entries.low + 1 = entries.n)) as whole
       from journal_head head, (select count(*) as n, min(seq) as low, max(seq) as high from journal) entries`,
  );
  if (row?.whole !== true) throw broken("entries of its journal are missing");
}
