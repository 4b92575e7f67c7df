import { isUtf8 } from "node:buffer";
import type { Problem } from "@evenhand/contract";

/** Longest line that is read, in bytes. An accepted event is far smaller. */
export const MAX_LINE_BYTES = 1024 * 1024;

/** One line of a text file, counted from 1, or what is wrong with it. */
export type Line =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly problem: Problem };

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Cuts chunks of bytes into lines. Holds at most one line and one chunk; the bytes of a longer line are
 * dropped as they come, and the line is reported when it ends. Ends of line are LF or CRLF; a byte-order mark at the
 * start is skipped; blank lines are left out but counted.
 */
export class LineSplitter {
  #parts: Buffer[] = [];
  /** Bytes of the line so far, also those that were dropped. */
  #length = 0;
  #number = 1;
  readonly #most: number;

  /** @param most longest line, in bytes */
  constructor(most = MAX_LINE_BYTES) {
    this.#most = most;
  }

  /** Lines that this chunk completes. */
  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      this.#keep(chunk.subarray(from, at));
      this.#finish(lines);
      from = at + 1;
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from));
    return lines;
  }

  /** The last line, where the file does not end in a newline. */
  end(): Line[] {
    const lines: Line[] = [];
    if (this.#length > 0) this.#finish(lines);
    return lines;
  }

  #keep(bytes: Buffer): void {
    this.#length += bytes.length;
    if (this.#length > this.#most) this.#parts = [];
    else this.#parts.push(bytes);
  }

  #finish(lines: Line[]): void {
    const number = this.#number++;
    const [first] = this.#parts;
    let bytes = this.#parts.length === 1 && first ? first : Buffer.concat(this.#parts);
    const length = this.#length;
    this.#parts = [];
    this.#length = 0;
    if (length > this.#most) {
      lines.push({ number, problem: tooLong(length, this.#most) });
      return;
    }
    if (number === 1 && bytes.subarray(0, 3).equals(BOM)) bytes = bytes.subarray(3);
    if (bytes.at(-1) === RETURN) bytes = bytes.subarray(0, -1);
    if (!isUtf8(bytes)) {
      lines.push({ number, problem: notUtf8(bytes) });
      return;
    }
    const text = bytes.toString("utf8");
    if (text.trim() !== "") lines.push({ number, text });
  }
}

function tooLong(length: number, most: number): Problem {
  return {
    code: "EH_INPUT_LINE_TOO_LONG",
    message: `The line has ${length} bytes; at most ${most} are read. Is there a newline after each event?`,
  };
}

function notUtf8(bytes: Buffer): Problem {
  const utf16 = bytes.length > 1 && (bytes.includes(0) || bytes[0] === 0xff || bytes[0] === 0xfe);
  return {
    code: "EH_INPUT_ENCODING",
    message: utf16
      ? "The line is not UTF-8 (it looks like UTF-16). Save the file as UTF-8."
      : "The line is not valid UTF-8. Save the file as UTF-8.",
  };
}
