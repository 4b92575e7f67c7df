/** A file in parts of whole lines, so that what is held in memory does not grow with it. */
const NEWLINE = 0x0a;
const QUOTE = 0x22;

/** Some lines of a file. */
export interface LineChunk {
  readonly text: string;
  /** The number of its first line, from 1. */
  readonly line: number;
}

/**
 * Cuts bytes into chunks of so many lines at most.
 *
 * @param quoted whether a line may go on inside of quotes (CSV)
 * @throws TypeError where the bytes are not UTF-8
 */
export function* lineChunks(bytes: Buffer, lines: number, quoted: boolean): Generator<LineChunk> {
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  let from = 0;
  let first = 1;
  let seen = 0;
  let inQuotes = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE && quoted) inQuotes = !inQuotes;
    if (byte !== NEWLINE) continue;
    seen += 1;
    if (inQuotes || seen < lines) continue;
    yield { text: utf8.decode(bytes.subarray(from, at + 1)), line: first };
    from = at + 1;
    first += seen;
    seen = 0;
  }
  if (from < bytes.length) yield { text: utf8.decode(bytes.subarray(from)), line: first };
}
