import type { ReadStream } from "node:fs";
import { join } from "node:path";
import { EXIT, type Io } from "../../io.js";
import { count } from "../../output/count.js";
import { CountProgress } from "../../output/count-progress.js";
import { print } from "../../output/print.js";
import { openSource } from "../../input/byte-source.js";
import { rowsOf } from "./transfer-summary.js";
import { whileStopped } from "./while-stopped.js";

interface ImportOptions {
  readonly to?: string;
  readonly json?: true;
}

/** `evenhand data import FILE`: into an empty database, all of it or nothing. */
export async function importData(file: string, options: ImportOptions, io: Io): Promise<number> {
  const { loadOperator, storePlace } = await import("@evenhand/server");
  const { importTo } = await loadOperator();
  const place = storePlace(io.env, options.to);
  const { size, stream } = await openSource(file, io);
  const progress = new CountProgress(io, "rows");
  try {
    const summary = await whileStopped("Data can be imported", () =>
      importTo(place, stream, {
        onProgress: (rows) =>
          progress.update(rows, size === undefined ? undefined : (stream as ReadStream).bytesRead / size),
      }),
    );
    progress.stop();
    await print(
      io,
      ...(options.json
        ? [JSON.stringify(summary)]
        : [`Imported ${count(rowsOf(summary), "row")}.`, secretAdvice(place.databaseUrl, place.directory)]),
    );
    return EXIT.done;
  } finally {
    progress.stop();
  }
}

function secretAdvice(databaseUrl: string | undefined, directory: string): string {
  return databaseUrl === undefined
    ? `Before the service starts, put the secret of the old one in place: copy its secret.key to ${join(directory, "secret.key")} (mode 600), or set EVENHAND_SECRET.`
    : "Start the service with the secret of the old one: EVENHAND_SECRET, or what stands in the secret.key of its data directory.";
}
