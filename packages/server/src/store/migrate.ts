import { EvenhandError } from "@evenhand/contract";
import { type Kysely, Migrator } from "kysely";
import type { Database } from "./database.js";
import { MIGRATIONS } from "./migrations/index.js";

export interface MigrateOptions {
  /** Migrate up to this one; all of them unless said. For tests of upgrades. */
  readonly to?: string;
}

/**
 * Brings the database to the newest schema, under kysely's lock: of two services that start together, one waits.
 *
 * @returns the names of the migrations that were carried out
 * @throws EvenhandError EH_STORE_MIGRATION where one fails (nothing of it remains), or where the database was made by a
 *   newer release
 */
export async function migrate(db: Kysely<Database>, { to }: MigrateOptions = {}): Promise<readonly string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
  const { error, results } = to === undefined ? await migrator.migrateToLatest() : await migrator.migrateTo(to);
  if (error !== undefined) {
    const failed = results?.find((result) => result.status === "Error")?.migrationName;
    const reason = error instanceof Error ? error.message : JSON.stringify(error);
    throw new EvenhandError(
      "EH_STORE_MIGRATION",
      failed === undefined
        ? `The database could not be brought to this release: ${reason}. A newer release may have made it: start that one.`
        : `Migration ${failed} failed and was undone: ${reason}`,
      [],
      { cause: error },
    );
  }
  return (results ?? []).filter((result) => result.status === "Success").map((result) => result.migrationName);
}
