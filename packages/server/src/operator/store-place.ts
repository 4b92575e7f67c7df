import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { EvenhandError } from "@evenhand/contract";
import type { Environment } from "../config/read-config.js";
import { VARIABLES } from "../config/variables.js";
import type { StoreOptions } from "../store/open-store.js";

/** Which database a command is about: what {@link openStore} takes of it. */
export type StorePlace = Required<Pick<StoreOptions, "directory">> & Pick<StoreOptions, "databaseUrl">;

/**
 * The database that was named, or else the one that the service of this environment uses.
 *
 * @param named a `postgresql://…` URL, or a data directory
 */
export function storePlace(env: Environment, named?: string): StorePlace {
  const set = (name: string): string | undefined => env[name] || undefined;
  const directory = set("EVENHAND_DATA_DIRECTORY") ?? VARIABLES.EVENHAND_DATA_DIRECTORY.default ?? "";
  if (named === undefined) return { directory: resolve(directory), databaseUrl: set("DATABASE_URL") };
  if (/^postgres(ql)?:/i.test(named)) return { directory: "", databaseUrl: named };
  return { directory: resolve(named), databaseUrl: undefined };
}

/**
 * Refuses a directory without a database, which would be made there: of a place that is read, a slip of the pen.
 *
 * @throws EvenhandError EH_DATA_NONE
 */
export function mustExist({ databaseUrl, directory }: StorePlace): void {
  if (databaseUrl !== undefined || existsSync(join(directory, "postgres", "PG_VERSION"))) return;
  throw new EvenhandError(
    "EH_DATA_NONE",
    `There is no database of Evenhand's in ${directory}. Name the service's own: EVENHAND_DATA_DIRECTORY or DATABASE_URL.`,
  );
}
