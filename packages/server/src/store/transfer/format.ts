/**
 * The file that data is exported to: JSON Lines in gzip, UTF-8, lines ended by a line feed.
 *
 * 1. a {@link Header};
 * 2. for each table, parents before those that refer to them, a {@link TableStart} and its rows: an array of texts or
 *    null, one for each column, each as PostgreSQL writes it with time zone UTC, ISO dates and `bytea` in hex, so that
 *    nothing is lost: microseconds, bytes, 64-bit numbers;
 * 3. a {@link SequenceState} for each sequence;
 * 4. a {@link Trailer}. A file without it was cut off.
 */
export const FORMAT = "evenhand-data";
export const FORMAT_VERSION = 1;

export interface Header {
  readonly format: typeof FORMAT;
  readonly version: number;
  /** The newest migration of the database, which says what the tables look like. */
  readonly schema: string;
  /** RFC 3339. */
  readonly made: string;
  /** Months of partitioned tables that are to exist, `journal` → `["2026-11"]`. */
  readonly partitions: Readonly<Record<string, readonly string[]>>;
}

export interface TableStart {
  readonly table: string;
  readonly columns: readonly string[];
}

export interface SequenceState {
  readonly sequence: string;
  /** A 64-bit number as text. */
  readonly value: string;
  /** Whether `value` has been given out. */
  readonly called: boolean;
}

export interface Trailer {
  readonly end: true;
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Of every byte before this line, in hex. */
  readonly sha256: string;
}

export type Row = readonly (string | null)[];
export type Line = Header | TableStart | Row | SequenceState | Trailer;

/** What was exported or imported. */
export interface TransferSummary {
  readonly schema: string;
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
}

export interface TransferOptions {
  /** Called now and then with the number of rows so far. */
  readonly onProgress?: ((rows: number) => void) | undefined;
}
