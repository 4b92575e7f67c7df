import { existsSync } from "node:fs";
import { mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EMBEDDED_MAJOR } from "../store/embedded/store-directory.js";
import { migrate } from "../store/migrate.js";
import { openStore } from "../store/open-store.js";
import { schemaHash } from "./schema-hash.js";

const PREFIX = "evenhand-template-";
const KEPT_MS = 24 * 60 * 60 * 1000;
let template: Promise<string> | undefined;

/**
 * The data directory of a migrated, empty embedded database, to be copied. Made once for each schema and kept in the
 * temporary directory for a day: a fresh database takes seconds, a copy a fraction of one.
 */
export function embeddedTemplate(): Promise<string> {
  template ??= (async () => {
    const path = join(tmpdir(), `${PREFIX}${schemaHash()}`);
    if (existsSync(path)) return path;
    await removeOld();
    return make(path, await bareTemplate());
  })();
  return template;
}

/** The data directory of an embedded database without any tables. */
export async function bareTemplate(): Promise<string> {
  const path = join(tmpdir(), `${PREFIX}bare-${EMBEDDED_MAJOR}`);
  return existsSync(path) ? path : make(path);
}

/** @param from what to begin with; the tables are made where it is given */
async function make(path: string, from?: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "evenhand-test-"));
  try {
    const store = await openStore({ directory, template: from });
    if (from !== undefined) await migrate(store.db);
    await store[Symbol.asyncDispose]();
    // Another process may have been faster; either is good.
    await rename(join(directory, "postgres"), path).catch((error: unknown) => {
      if (!existsSync(path)) throw error;
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return path;
}

/** Every change of the schema leaves a template behind. */
async function removeOld(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(tmpdir(), name);
    const made = await stat(path).catch(() => undefined);
    if (made !== undefined && Date.now() - made.mtimeMs > KEPT_MS) await rm(path, { recursive: true, force: true });
  }
}
