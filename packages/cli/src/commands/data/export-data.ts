import { createWriteStream } from "node:fs";
import { access, open, rename, rm } from "node:fs/promises";
import type { Writable } from "node:stream";
import { EvenhandError } from "@evenhand/contract";
import { EXIT, type Io } from "../../io.js";
import { count } from "../../output/count.js";
import { CountProgress } from "../../output/count-progress.js";
import { outputError } from "../../output/line-writer.js";
import { print } from "../../output/print.js";
import { openStdout } from "./open-stdout.js";
import { rowsOf, type Summary } from "./transfer-summary.js";
import { whileStopped } from "./while-stopped.js";

interface ExportOptions {
  readonly from?: string;
  readonly force?: true;
  readonly json?: true;
}

/** `evenhand data export FILE`: the file appears whole or not at all, readable by its owner alone. */
export async function exportData(file: string, options: ExportOptions, io: Io): Promise<number> {
  if (file === "-") {
    const summary = await write(openStdout(io), options, io);
    io.stderr.write(`Exported ${count(rowsOf(summary), "row")}.\n`);
    return EXIT.done;
  }
  if (options.force !== true && (await exists(file))) {
    throw new EvenhandError("EH_USAGE", `${file} is there already. Name another file, or add --force.`);
  }
  const draft = `${file}.partial`;
  const stream = createWriteStream(draft, { mode: 0o600 });
  const failed = new Promise<never>((_, reject) => {
    stream.on("error", (error) => reject(outputError(file, error)));
  });
  try {
    const summary = await Promise.race([failed, write(stream, options, io)]);
    await sync(draft);
    await rename(draft, file);
    await print(
      io,
      options.json ? JSON.stringify({ file, ...summary }) : `Exported ${count(rowsOf(summary), "row")} to ${file}.`,
    );
    return EXIT.done;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function sync(file: string): Promise<void> {
  const handle = await open(file, "r+");
  await handle.sync();
  await handle.close();
}

async function write(writable: Writable, { from }: ExportOptions, io: Io): Promise<Summary> {
  const { loadOperator, storePlace } = await import("@evenhand/server");
  const { exportFrom } = await loadOperator();
  const progress = new CountProgress(io, "rows");
  try {
    return await whileStopped("Data can be exported", () =>
      exportFrom(storePlace(io.env, from), writable, { onProgress: (rows) => progress.update(rows) }),
    );
  } finally {
    progress.stop();
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
