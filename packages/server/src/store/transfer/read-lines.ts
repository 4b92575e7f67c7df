import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { EvenhandError } from "@evenhand/contract";
import type { Line, Trailer } from "./format.js";

/** No row is as long; a file with a longer line is none of ours. */
const MAX_LINE_BYTES = 512 * 1024 * 1024;
const LINE_FEED = 0x0a;

/**
 * The lines of an export, in batches as they come. The trailer is checked against what came before it and not given on.
 *
 * @throws EvenhandError EH_DATA_FILE where the file is cut off, changed or something else
 */
export async function* readLines(readable: Readable): AsyncGenerator<Exclude<Line, Trailer>[]> {
  const hash = createHash("sha256");
  let trailer: Trailer | undefined;
  let number = 0;
  for await (const texts of readTexts(readable)) {
    const lines: Exclude<Line, Trailer>[] = [];
    for (const text of texts) {
      number += 1;
      if (trailer !== undefined) throw broken(`there is more after its end, in line ${number}`);
      const line = parse(text, number);
      if (isTrailer(line)) trailer = line;
      else {
        hash.update(text).update("\n");
        lines.push(line);
      }
    }
    yield lines;
  }
  if (trailer === undefined) throw broken("it was cut off: its last line is missing");
  if (trailer.sha256 !== hash.digest("hex")) throw broken("it was changed: its checksum does not fit its content");
}

async function* readTexts(readable: Readable): AsyncGenerator<string[]> {
  const gunzip = createGunzip();
  readable.on("error", (error) => gunzip.destroy(error));
  let parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of readable.pipe(gunzip) as AsyncIterable<Buffer>) {
      const end = chunk.lastIndexOf(LINE_FEED);
      if (end < 0) {
        parts.push(chunk);
        bytes += chunk.length;
        if (bytes > MAX_LINE_BYTES) throw broken("it has a line that is far too long");
        continue;
      }
      const text = Buffer.concat([...parts, chunk.subarray(0, end)]).toString("utf8");
      parts = [chunk.subarray(end + 1)];
      bytes = chunk.length - end - 1;
      yield text.split("\n");
    }
  } catch (error) {
    if (String((error as NodeJS.ErrnoException).code).startsWith("Z_")) throw broken((error as Error).message);
    throw error;
  }
  if (bytes > 0) throw broken("it was cut off in the midst of a line");
}

function parse(text: string, number: number): Line {
  try {
    const line: unknown = JSON.parse(text);
    if (typeof line === "object" && line !== null) return line as Line;
  } catch {
    // Said below.
  }
  throw broken(`line ${number} is not as it should be`);
}

function isTrailer(line: Line): line is Trailer {
  return "end" in line;
}

export function broken(reason: string): EvenhandError {
  return new EvenhandError(
    "EH_DATA_FILE",
    `This is no whole file of \`evenhand data export\`: ${reason}. Nothing was imported.`,
  );
}
