import { existsSync } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "../store/migrate.js";
import { openStore } from "../store/open-store.js";
import { schemaHash } from "./schema-hash.js";

let template: Promise<string> | undefined;

/**
 * The data directory of a migrated, empty embedded database, to be copied. Made once for each schema and kept in the
 * temporary directory: a fresh database takes seconds, a copy a fraction of one.
 */
export function embeddedTemplate(): Promise<string> {
  template ??= findOrMake(join(tmpdir(), `evenhand-template-${schemaHash()}`));
  return template;
}

async function findOrMake(path: string): Promise<string> {
  if (existsSync(path)) return path;
  const directory = await mkdtemp(join(tmpdir(), "evenhand-test-"));
  try {
    const store = await openStore({ directory });
    await migrate(store.db);
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
