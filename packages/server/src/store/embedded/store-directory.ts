import { chmod, cp, mkdir, open, readFile, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { EvenhandError } from "@evenhand/contract";

/** The major version of PostgreSQL that the embedded one is; a directory of another cannot be opened. */
export const EMBEDDED_MAJOR = "18";

/** Where the parts of an embedded store lie. */
export interface StoreDirectory {
  /** The real path of the whole. */
  readonly root: string;
  /** PostgreSQL's own directory. */
  readonly data: string;
  /** There from before the first file of `data` is written until all of them are on the disk. */
  readonly unfinished: string;
}

/**
 * Makes the directory where it is missing, for its owner alone.
 *
 * @throws EvenhandError EH_STORE_DIRECTORY where that is not possible
 */
export async function openStoreDirectory(directory: string): Promise<StoreDirectory> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const root = await realpath(directory);
    await chmod(root, 0o700);
    return { root, data: join(root, "postgres"), unfinished: join(root, "postgres.unfinished") };
  } catch (error) {
    throw new EvenhandError("EH_STORE_DIRECTORY", `Cannot use ${directory}: ${(error as Error).message}`, [], {
      cause: error,
    });
  }
}

/**
 * Looks at what is there, before PostgreSQL does: removes what a start that was cut short left, and refuses the
 * directory of another version. To be called under the directory's lock.
 *
 * @param template a data directory to begin a new one with
 * @returns whether the database is new, and {@link finishStoreDirectory} is to be called once it has started
 * @throws EvenhandError EH_STORE_VERSION
 */
export async function prepareStoreDirectory(directory: StoreDirectory, template?: string): Promise<boolean> {
  if ((await readOr(directory.unfinished)) !== undefined) {
    // Nobody was ever told that something was stored here.
    await rm(directory.data, { recursive: true, force: true });
  }
  const version = (await readOr(join(directory.data, "PG_VERSION")))?.trim();
  if (version !== undefined && version !== EMBEDDED_MAJOR) {
    throw new EvenhandError(
      "EH_STORE_VERSION",
      `${directory.root} was made by PostgreSQL ${version}, and this release embeds PostgreSQL ${EMBEDDED_MAJOR}. ` +
        "Export the data with the release that made it (evenhand data export), and import it into a new directory " +
        "with this one (evenhand data import).",
    );
  }
  if (version !== undefined) return false;
  await (await open(directory.unfinished, "w", 0o600)).close();
  if (template !== undefined) await cp(template, directory.data, { recursive: true });
  return true;
}

/** Declares a new database whole. Everything in it must have been synced. */
export async function finishStoreDirectory(directory: StoreDirectory): Promise<void> {
  await rm(directory.unfinished, { force: true });
}

async function readOr(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
