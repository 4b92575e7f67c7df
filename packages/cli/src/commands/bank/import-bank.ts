import { createReadStream } from "node:fs";
import { type BankFormat, EvenhandError, type ImportedBank } from "@evenhand/contract";
import { EXIT, type Io } from "../../io.js";
import { print } from "../../output/print.js";
import { safeLine } from "../../output/safe-text.js";
import { openRemote, type RemoteOptions } from "../remote.js";
import { bankPath } from "./bank-options.js";

interface ImportOptions extends RemoteOptions {
  readonly format?: BankFormat;
  readonly source?: string;
  readonly json?: true;
}

/** What the service takes in one request. */
const MAX_BYTES = 128 * 1024 * 1024;
const TIMEOUT_MS = 30 * 60_000;
const ENDINGS: Readonly<Record<string, BankFormat>> = {
  txt: "txt",
  csv: "csv",
  yaml: "yaml",
  yml: "yaml",
  jsonl: "jsonl",
  ndjson: "jsonl",
};

/** `evenhand bank import BANK FILE` */
export async function importBank(name: string, file: string, options: ImportOptions, io: Io): Promise<number> {
  const format = options.format ?? ENDINGS[file.slice(file.lastIndexOf(".") + 1).toLowerCase()];
  if (format === undefined) throw new EvenhandError("EH_USAGE", `What is in ${file}? Say it with --format.`);
  const done = await openRemote(options, io).ask<ImportedBank>(bankPath(name, "import"), {
    method: "POST",
    file: await readWhole(file, io),
    query: { format, source: options.source },
    timeoutMs: TIMEOUT_MS,
  });
  if (options.json) await print(io, JSON.stringify(done));
  else {
    const problems = done.problems.map(({ where, detail }) => `${file}:${where ?? ""}: ${safeLine(detail)}`);
    await print(io, `${done.added} added, ${done.present} there already, ${done.refused} refused`, ...problems);
  }
  return done.refused === 0 ? EXIT.done : EXIT.differences;
}

async function readWhole(file: string, io: Io): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of file === "-" ? io.stdin : createReadStream(file)) {
      const part = Buffer.from(chunk as Uint8Array);
      bytes += part.length;
      if (bytes > MAX_BYTES)
        throw new EvenhandError("EH_USAGE", `${file} has more than ${MAX_BYTES} bytes. Split it by lines.`);
      chunks.push(part);
    }
  } catch (error) {
    if (error instanceof EvenhandError) throw error;
    throw new EvenhandError("EH_USAGE", `${file} cannot be read (${(error as Error).message}).`, [], { cause: error });
  }
  return new Uint8Array(Buffer.concat(chunks));
}
