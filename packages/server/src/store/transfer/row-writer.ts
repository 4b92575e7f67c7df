import { quote, type TableInfo } from "./catalog.js";
import type { Header, Row, SequenceState, TableStart } from "./format.js";
import { broken } from "./read-lines.js";
import type { Session } from "./session.js";

const BATCH_ROWS = 1_000;
const BATCH_CHARACTERS = 1024 * 1024;

/** Puts the lines of an export after its header into the tables, many rows at a time. */
export class RowWriter {
  readonly #session: Session;
  readonly #tables: ReadonlyMap<string, TableInfo>;
  readonly #sequences: ReadonlySet<string>;
  readonly #onProgress: ((rows: number) => void) | undefined;
  readonly #counts: Record<string, number> = {};
  #table: TableInfo | undefined;
  #columns: readonly TableInfo["columns"][number][] = [];
  #rows: Row[] = [];
  #characters = 0;
  #total = 0;

  constructor(
    session: Session,
    tables: readonly TableInfo[],
    sequences: readonly string[],
    onProgress?: (rows: number) => void,
  ) {
    this.#session = session;
    this.#tables = new Map(tables.map((table) => [table.name, table]));
    this.#sequences = new Set(sequences);
    this.#onProgress = onProgress;
  }

  /** Rows written, by table. */
  get rows(): Readonly<Record<string, number>> {
    return this.#counts;
  }

  /** @throws EvenhandError EH_DATA_FILE where a line does not fit the tables */
  async write(lines: readonly (Header | TableStart | Row | SequenceState)[]): Promise<void> {
    for (const line of lines) {
      if (isRow(line)) await this.#add(line);
      else if ("table" in line) await this.#start(line);
      else if ("sequence" in line) await this.#setSequence(line);
      else throw broken("it has a second beginning");
    }
  }

  /** Writes what is still held back. */
  async finish(): Promise<void> {
    await this.#flush();
  }

  async #start(line: TableStart): Promise<void> {
    await this.#flush();
    const table = this.#tables.get(line.table);
    if (table === undefined) throw broken(`there is no table ${line.table}`);
    const columns = new Map(table.columns.map((column) => [column.name, column]));
    this.#table = table;
    this.#columns = line.columns.map((name) => {
      const column = columns.get(name);
      if (column === undefined) throw broken(`there is no column ${name} in ${line.table}`);
      return column;
    });
    this.#counts[table.name] = 0;
  }

  async #add(row: Row): Promise<void> {
    if (row.length !== this.#columns.length) throw broken(`a row of ${this.#table?.name ?? "no table"} is not whole`);
    this.#rows.push(row);
    for (const value of row) this.#characters += value?.length ?? 0;
    if (this.#rows.length >= BATCH_ROWS || this.#characters >= BATCH_CHARACTERS) await this.#flush();
  }

  async #flush(): Promise<void> {
    const rows = this.#rows;
    const table = this.#table;
    if (table === undefined || rows.length === 0) return;
    this.#rows = [];
    this.#characters = 0;
    const values = this.#columns.map((_, index) => rows.map((row) => row[index] ?? null));
    await this.#session.query(insertStatement(table, this.#columns), values);
    this.#counts[table.name] = (this.#counts[table.name] ?? 0) + rows.length;
    this.#onProgress?.((this.#total += rows.length));
  }

  async #setSequence({ sequence, value, called }: SequenceState): Promise<void> {
    await this.#flush();
    if (!this.#sequences.has(sequence)) throw broken(`there is no sequence ${sequence}`);
    await this.#session.query("select setval($1::regclass, $2::bigint, $3)", [quote(sequence), value, called]);
  }
}

/** Takes one array of texts for each column. A row that a migration has put there is replaced by the export's. */
function insertStatement(table: TableInfo, columns: TableInfo["columns"]): string {
  const names = columns.map((column) => quote(column.name));
  const read = columns.map((column, index) => `c${index}::${column.type}`);
  const arrays = columns.map((_, index) => `$${index + 1}::text[]`);
  const aliases = columns.map((_, index) => `c${index}`);
  const replace = table.seeded
    ? `on conflict (${table.key.map(quote).join(", ")}) do update set ${names
        .map((name) => `${name} = excluded.${name}`)
        .join(", ")}`
    : "";
  return `insert into ${quote(table.name)} (${names.join(", ")}) overriding system value
    select ${read.join(", ")} from unnest(${arrays.join(", ")}) as given (${aliases.join(", ")}) ${replace}`;
}

function isRow(line: object): line is Row {
  return Array.isArray(line);
}
