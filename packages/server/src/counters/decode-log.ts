import { EvenhandError } from "@evenhand/contract";
import { crc32, inflateRawSync } from "node:zlib";
import { ByteReader } from "./bytes.js";
import { DEFLATED, ID_BYTES, LOG_VERSION, OPEN, RESET, VALUED } from "./encode-log.js";
import type { LogGroup, LogSection } from "./log-row.js";

/** No row that is written here is larger than this when inflated; a corrupt one must not fill the memory. */
const MOST_BYTES = 1 << 28;

/** What stands before a section's keys. */
export interface SectionHead extends Omit<LogSection, "groups"> {
  /** Time of its newest entry, milliseconds since the epoch. */
  readonly newest: number;
}

/**
 * Decodes a row, of each section the head first.
 *
 * @param rowId named in the error
 * @param wanted says whether a section's keys are of interest, and takes them
 * @throws EvenhandError EH_COUNTER_LOG_CORRUPT
 */
export function readLog(
  payload: Buffer,
  rowId: string,
  wanted: (head: SectionHead) => ((group: LogGroup) => void) | undefined,
): void {
  const { reader, texts, oldest } = open(payload, rowId);
  const sections = readOrFail(rowId, () => reader.unsigned());
  for (let i = 0; i < sections; i++) {
    const { head, end } = readOrFail(rowId, () => readHead(reader, oldest));
    const take = wanted(head);
    if (take !== undefined) {
      const groups = readOrFail(rowId, () => readGroups(reader, head.valued, oldest, texts));
      for (const group of groups) take(group);
    }
    reader.at = end;
  }
}

/** Decodes a row whole. @throws EvenhandError EH_COUNTER_LOG_CORRUPT */
export function decodeLog(payload: Buffer, rowId: string): LogSection[] {
  const sections: LogSection[] = [];
  readLog(payload, rowId, ({ definition, keepMs, reset, open }) => {
    const groups: LogGroup[] = [];
    sections.push({ definition, keepMs, reset, open, groups });
    return (group) => groups.push(group);
  });
  return sections;
}

interface Head {
  readonly head: SectionHead & { readonly valued: boolean };
  readonly end: number;
}

function readHead(reader: ByteReader, oldest: number): Head {
  const length = reader.unsigned();
  const end = reader.at + length;
  const definition = reader.bytes(ID_BYTES).toString("hex");
  const flags = reader.byte();
  const open = (flags & OPEN) === 0 ? undefined : uuidOf(reader.bytes(ID_BYTES));
  const keepMs = reader.unsigned();
  const newest = oldest + reader.unsigned();
  const [reset, valued] = [(flags & RESET) !== 0, (flags & VALUED) !== 0];
  return { head: { definition, keepMs, reset, open, valued, newest }, end };
}

function uuidOf(bytes: Buffer): string {
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

let times: number[] = [];
let values: string[] = [];

function readGroups(reader: ByteReader, valued: boolean, oldest: number, texts: Texts): LogGroup[] {
  const groups: LogGroup[] = [];
  const count = reader.unsigned();
  for (let i = 0; i < count; i++) {
    const key = texts.at(reader.unsigned());
    const length = reader.unsigned();
    let time = oldest;
    for (let j = 0; j < length; j++) {
      time += reader.unsigned();
      times[j] = time;
      if (valued) values[j] = texts.at(reader.unsigned());
    }
    // Cut to size: an array that grew by appending holds room for more, and there are millions.
    groups.push({ key, times: times.slice(0, length), values: valued ? values.slice(0, length) : undefined });
    if (times.length > 1_024) [times, values] = [[], []];
  }
  return groups;
}

/** The texts of a row, each made when it is first asked for, in memory of its own. */
class Texts {
  readonly #bytes: Buffer;
  readonly #ends: readonly number[];
  readonly #wide: readonly boolean[];
  readonly #made: (string | undefined)[];

  constructor(reader: ByteReader) {
    const ends: number[] = [];
    const wide: boolean[] = [];
    const count = reader.unsigned();
    let end = 0;
    for (let i = 0; i < count; i++) {
      const length = reader.unsigned();
      wide.push(length % 2 === 1);
      end += Math.floor(length / 2);
      ends.push(end);
    }
    this.#bytes = reader.bytes(end);
    this.#ends = ends;
    this.#wide = wide;
    this.#made = Array.from({ length: count });
  }

  at(index: number): string {
    const made = this.#made[index];
    if (made !== undefined) return made;
    const end = this.#ends[index];
    if (end === undefined) throw new RangeError("There is no such text");
    const start = index === 0 ? 0 : (this.#ends[index - 1] as number);
    const text = this.#bytes.toString(this.#wide[index] === true ? "utf16le" : "utf8", start, end);
    this.#made[index] = text;
    return text;
  }
}

function open(payload: Buffer, rowId: string): { reader: ByteReader; texts: Texts; oldest: number } {
  if (payload.length < 6) throw corrupt(rowId, "it is too short");
  if (payload[0] !== LOG_VERSION) {
    throw corrupt(rowId, `it has the version ${payload[0]}, and this release reads ${LOG_VERSION}`);
  }
  if (crc32(payload.subarray(0, -4)) !== payload.readUInt32BE(payload.length - 4)) {
    throw corrupt(rowId, "its checksum does not fit");
  }
  return readOrFail(rowId, () => {
    const stored = payload.subarray(2, -4);
    const deflated = ((payload[1] as number) & DEFLATED) !== 0;
    const reader = new ByteReader(deflated ? inflateRawSync(stored, { maxOutputLength: MOST_BYTES }) : stored);
    const texts = new Texts(reader);
    return { reader, texts, oldest: reader.signed() };
  });
}

function readOrFail<T>(rowId: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw corrupt(rowId, error instanceof Error ? error.message : String(error), error);
  }
}

function corrupt(rowId: string, why: string, cause?: unknown): EvenhandError {
  return new EvenhandError(
    "EH_COUNTER_LOG_CORRUPT",
    `Row ${rowId} of counter_log cannot be read: ${why}. Restore the row from a backup; or delete all rows of counter_log, so that the next start computes the counters from the stored events.`,
    [],
    { cause },
  );
}
