import type { Problem } from "@evenhand/contract";
import { type Info, type Options, type Parser, parse } from "csv-parse";

/** Longest row that is read, in characters. */
export const MAX_ROW_LENGTH = 1024 * 1024;

const NEWLINE = 0x0a;

/** One row: its number (the header is row 0), the line it ends on, and its fields or what is wrong with it. */
export type CsvRow =
  | { readonly number: number; readonly line: number; readonly fields: readonly string[] }
  | { readonly number: number; readonly line: number; readonly problem: Problem };

/**
 * Cuts chunks of bytes into rows of CSV (RFC 4180, quotes and newlines in fields; unquoted quotes are taken as they
 * are). Holds at most one row and one chunk.
 *
 * A quote that is never closed would swallow the rest of the file. So the bytes since the last good row are kept, and
 * when a row outgrows {@link MAX_ROW_LENGTH} or the file ends inside it, only its first line is given up and reading
 * goes on behind it. Each such retry reads bytes again; the retries have a budget that keeps the whole linear in the
 * input, and once it is spent, all that was held is given up.
 */
export class CsvRows {
  readonly #delimiter: string;
  #parser: Parser;
  #rows: CsvRow[] = [];
  /** Bytes that the parser has been given and that are not part of a finished row, and where they start for it. */
  #held: Buffer[] = [];
  #heldStart = 0;
  #finishedBytes = 0;
  #number = 0;
  #lineBase = 0;
  #line = 0;
  #budget = 16 * MAX_ROW_LENGTH;
  /** The rest of a line that was given up is still to come. */
  #skipping = false;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
    this.#parser = this.#newParser(true);
  }

  /** Rows that this chunk completes. */
  async push(chunk: Buffer): Promise<readonly CsvRow[]> {
    this.#budget += 4 * chunk.length;
    const newline = this.#skipping ? chunk.indexOf(NEWLINE) : -1;
    if (this.#skipping && newline === -1) return [];
    if (this.#skipping) {
      this.#line += 1;
      this.#lineBase = this.#line;
      this.#skipping = false;
    }
    await this.#feed(chunk.subarray(newline + 1));
    return this.#take();
  }

  /** The last row, where the file does not end in a newline. */
  async end(): Promise<readonly CsvRow[]> {
    for (;;) {
      const error = await finish(this.#parser);
      if (error === undefined) return this.#take();
      await this.#recover(error);
    }
  }

  async #feed(bytes: Buffer): Promise<void> {
    this.#held.push(bytes);
    const error = await write(this.#parser, bytes);
    if (error !== undefined) return this.#recover(error);
    this.#forgetFinished();
  }

  /** Drops held bytes that belong to finished rows. */
  #forgetFinished(): void {
    for (let head = this.#held[0]; head !== undefined; head = this.#held[0]) {
      const done = this.#finishedBytes - this.#heldStart;
      if (done <= 0) return;
      const drop = Math.min(done, head.length);
      if (drop === head.length) this.#held.shift();
      else this.#held[0] = head.subarray(drop);
      this.#heldStart += drop;
    }
  }

  /** Gives up the first line of what is held, or all of it, and reads the rest with a new parser. */
  async #recover(error: Error): Promise<void> {
    this.#forgetFinished();
    const held = Buffer.concat(this.#held);
    const affordable = this.#budget >= held.length;
    const newline = affordable ? held.indexOf(NEWLINE) : held.lastIndexOf(NEWLINE);
    this.#skipping = newline === -1;
    const rest = newline === -1 ? Buffer.alloc(0) : held.subarray(newline + 1);
    const givenUp = newline === -1 ? held : held.subarray(0, newline + 1);
    const firstLine = this.#line + 1;
    this.#line += newlines(givenUp);
    this.#rows.push({
      number: this.#number++,
      line: firstLine,
      problem: problemOf(error, firstLine, Math.max(firstLine, this.#line)),
    });
    this.#budget -= rest.length;
    this.#parser = this.#newParser(false);
    this.#held = [];
    this.#heldStart = this.#finishedBytes = 0;
    if (rest.length > 0) await this.#feed(rest);
  }

  #newParser(bom: boolean): Parser {
    this.#lineBase = this.#line;
    const options: Options = {
      bom,
      delimiter: this.#delimiter,
      record_delimiter: ["\r\n", "\n"],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: MAX_ROW_LENGTH,
      on_record: (fields: unknown, info: Info & { bytes?: number }) => {
        this.#finishedBytes = info.bytes ?? 0;
        this.#line = this.#lineBase + info.lines;
        this.#rows.push({ number: this.#number++, line: this.#line, fields: fields as string[] });
        // Nothing goes through the stream: rows are handed over by push() and end().
        return null;
      },
    };
    const parser = parse(options);
    // Errors are taken from the callbacks of write() and end(); without a listener they would end the process.
    parser.on("error", () => undefined);
    parser.resume();
    return parser;
  }

  #take(): readonly CsvRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }
}

function write(parser: Parser, bytes: Buffer): Promise<Error | undefined> {
  return new Promise((resolve) => parser.write(bytes, (error) => resolve(error ?? undefined)));
}

function finish(parser: Parser): Promise<Error | undefined> {
  return new Promise((resolve) => {
    parser.once("error", resolve);
    parser.once("finish", () => resolve(undefined));
    parser.end();
  });
}

function newlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

function problemOf(error: Error, from: number, to: number): Problem {
  const lines = from === to ? `line ${from}` : `lines ${from} to ${to}`;
  const code = (error as { code?: string }).code;
  if (code === "CSV_QUOTE_NOT_CLOSED") {
    return {
      code: "EH_CSV_ROW",
      message: `A quote (") that is opened here is never closed; ${lines} left out. Double the quotes inside fields.`,
    };
  }
  if (code === "CSV_MAX_RECORD_SIZE") {
    return {
      code: "EH_CSV_ROW",
      message: `A row that starts here has more than ${MAX_ROW_LENGTH} characters; ${lines} left out. Is a quote (") not closed?`,
    };
  }
  return { code: "EH_CSV_ROW", message: `${error.message}; ${lines} left out.` };
}
