import { crc32, deflateRawSync } from "node:zlib";
import { ByteWriter } from "./bytes.js";
import type { LogSection } from "./log-row.js";

export const LOG_VERSION = 1;
export const DEFLATED = 1;
export const RESET = 1;
export const VALUED = 2;
export const OPEN = 4;
/** Of a definition, and of an event's id. */
export const ID_BYTES = 16;
/** Half a surrogate pair alone: it has no UTF-8, and platforms can send one. */
const HALF_PAIR = /\p{Surrogate}/u;

const body = new ByteWriter();
const section = new ByteWriter();

export interface EncodeOptions {
  /** Worth it for large rows that stay; rows of single batches are merged soon, and their events are waited for. */
  readonly deflate?: boolean;
}

/**
 * Encodes a row. Version 1 is: a byte for the version; a byte of flags (1: what follows but the last four bytes is raw
 * deflate); the body; CRC-32 of all before it, big endian. The body, numbers in LEB128:
 *
 * - texts: how many; for each its length in bytes times two, plus one where it is UTF-16 and not UTF-8; then all their bytes
 * - the row's oldest time, signed (zigzag)
 * - sections: how many; for each its length in bytes, 16 bytes of definition, flags (1: reset, 2: with values,
 *   4: open, then 16 bytes of an event's id follow), how long
 *   entries are kept, its newest time less the oldest, how many keys; for each key: its text, how many times, and for each
 *   the difference to the one before (of the first, to the row's oldest), and where there are values the value's text
 */
export function encodeLog(sections: readonly LogSection[], { deflate = false }: EncodeOptions = {}): Buffer {
  const texts = new Map<string, number>();
  const textOf = (text: string): number => {
    let index = texts.get(text);
    if (index === undefined) {
      index = texts.size;
      texts.set(text, index);
    }
    return index;
  };
  for (const { groups } of sections) {
    for (const { key, values } of groups) {
      textOf(key);
      if (values !== undefined) for (const value of values) textOf(value);
    }
  }
  body.clear();
  writeTexts(texts);
  const oldest = oldestOf(sections);
  body.signed(oldest);
  body.unsigned(sections.length);
  for (const one of sections) {
    section.clear();
    writeSection(one, oldest, texts);
    body.unsigned(section.length);
    body.bytes(section.view());
  }
  return seal(body.view(), deflate);
}

function writeTexts(texts: ReadonlyMap<string, number>): void {
  body.unsigned(texts.size);
  const all = [...texts.keys()];
  const joined = all.join("");
  if (Buffer.byteLength(joined) === joined.length) {
    // ASCII throughout, as nearly always: one write instead of thousands.
    for (const text of all) body.unsigned(2 * text.length);
    body.text(joined, "latin1");
    return;
  }
  const wide = all.map((text) => HALF_PAIR.test(text));
  for (const [i, text] of all.entries()) {
    body.unsigned(wide[i] === true ? 4 * text.length + 1 : 2 * Buffer.byteLength(text));
  }
  for (const [i, text] of all.entries()) body.text(text, wide[i] === true ? "utf16le" : "utf8");
}

function oldestOf(sections: readonly LogSection[]): number {
  let oldest = Number.POSITIVE_INFINITY;
  for (const { groups } of sections) for (const { times } of groups) for (const t of times) if (t < oldest) oldest = t;
  return Number.isFinite(oldest) ? oldest : 0;
}

function writeSection(one: LogSection, oldest: number, texts: ReadonlyMap<string, number>): void {
  const valued = one.groups[0]?.values !== undefined;
  let newest = oldest;
  for (const { times } of one.groups) for (const time of times) if (time > newest) newest = time;
  section.bytes(Buffer.from(one.definition, "hex"));
  section.byte((one.reset ? RESET : 0) | (valued ? VALUED : 0) | (one.open === undefined ? 0 : OPEN));
  if (one.open !== undefined) section.bytes(Buffer.from(one.open.replaceAll("-", ""), "hex"));
  section.unsigned(one.keepMs);
  section.unsigned(newest - oldest);
  section.unsigned(one.groups.length);
  for (const { key, times, values } of one.groups) {
    section.unsigned(texts.get(key) as number);
    section.unsigned(times.length);
    let before = oldest;
    for (let i = 0; i < times.length; i++) {
      const time = times[i] as number;
      section.unsigned(time - before);
      before = time;
      if (values !== undefined) section.unsigned(texts.get(values[i] as string) as number);
    }
  }
}

function seal(content: Buffer, deflate: boolean): Buffer {
  const deflated = deflate ? deflateRawSync(content, { level: 1 }) : undefined;
  const stored = deflated ?? content;
  const row = Buffer.allocUnsafe(stored.length + 6);
  row[0] = LOG_VERSION;
  row[1] = deflated === undefined ? 0 : DEFLATED;
  stored.copy(row, 2);
  row.writeUInt32BE(crc32(row.subarray(0, -4)), row.length - 4);
  return row;
}
