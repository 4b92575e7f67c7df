import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where this package's modules are, as they were built. Node 20 loads no TypeScript, so that is where a thread's are, too. */
const BUILT = new URL(import.meta.url.endsWith(".ts") ? "../../dist/" : "../", import.meta.url);

/**
 * The file that a thread or a process of our own runs: what was built, also where we run from sources.
 *
 * @param path below the sources of this package, with the ending `.js`
 * @param use says what the file is for: "Banks are compiled by"
 * @param refusal makes the error where the file is not there
 * @throws what `refusal` makes, which says what to run
 */
export function builtWorker(
  path: string,
  use: string,
  refusal = (message: string): Error => new TypeError(message),
): URL {
  const file = new URL(path, BUILT);
  if (existsSync(file)) return file;
  throw refusal(`${fileURLToPath(file)} is not there. ${use} what was built: run \`npx tsc -b\`.`);
}
