import { isUtf8 } from "node:buffer";
import type { Dirent } from "node:fs";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { EvenhandError } from "@evenhand/contract";

/** Bounds of a policy folder. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;
const MAX_FILES = 5_000;
const MAX_TOTAL_BYTES = 200 * 1024 * 1024;
const MAX_DEPTH = 8;

/** Folders that a policy consists of; whatever else lies beside them (a README, logs of events) is not read. */
const FOLDERS = new Set(["rules", "detectors", "banks", "classifiers", "cases"]);
const YAML = /\.ya?ml$/;

/**
 * Reads the files of a policy folder: `evenhand.yaml` and what is in rules/, detectors/, banks/, classifiers/ and cases/. Hidden files
 * are left out. Links are followed only while they stay in the folder.
 *
 * @returns text by path relative to the folder, with `/` between the parts, sorted
 * @throws EvenhandError EH_POLICY_FOLDER_MISSING, EH_POLICY_FOLDER_LINK, EH_POLICY_FOLDER_TOO_BIG,
 *   EH_POLICY_FOLDER_ENCODING or EH_POLICY_FOLDER_UNREADABLE
 */
export async function readPolicyFolder(folder: string): Promise<ReadonlyMap<string, string>> {
  const root = await rootOf(folder);
  const reader = new FolderReader(folder, root);
  try {
    await reader.readTop();
  } catch (error) {
    if (error instanceof EvenhandError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new EvenhandError(
      "EH_POLICY_FOLDER_UNREADABLE",
      `The policy folder ${folder} cannot be read (${why}). Check that its files may be read by you.`,
      [],
      { cause: error },
    );
  }
  return new Map([...reader.files].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

async function rootOf(folder: string): Promise<string> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) {
    throw new EvenhandError(
      "EH_POLICY_FOLDER_MISSING",
      `There is no folder ${folder}. Name the folder that holds evenhand.yaml.`,
    );
  }
  if (!found.isDirectory()) {
    throw new EvenhandError(
      "EH_POLICY_FOLDER_MISSING",
      `${folder} is a file. Name the folder that holds evenhand.yaml.`,
    );
  }
  const root = await realpath(folder);
  if (await exists(join(root, "evenhand.yaml"))) return root;
  const nested = (await exists(join(root, "policy", "evenhand.yaml")))
    ? ` Did you mean ${join(folder, "policy")}?`
    : " Name the folder that holds it.";
  throw new EvenhandError("EH_POLICY_FOLDER_MISSING", `There is no evenhand.yaml in ${folder}.${nested}`);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

class FolderReader {
  readonly files = new Map<string, string>();
  readonly #folder: string;
  readonly #root: string;
  #bytes = 0;

  /**
   * @param folder as the user wrote it, for messages
   * @param root its real path
   */
  constructor(folder: string, root: string) {
    this.#folder = folder;
    this.#root = root;
  }

  async readTop(): Promise<void> {
    for (const entry of await readdir(this.#root, { withFileTypes: true })) {
      if (FOLDERS.has(entry.name) || YAML.test(entry.name)) await this.#entry(entry, entry.name, 1);
    }
  }

  async #entry(entry: Dirent, path: string, depth: number): Promise<void> {
    if (entry.name.startsWith(".")) return;
    const at = join(this.#root, path);
    if (entry.isSymbolicLink()) await this.#checkLink(at, path);
    const stats = entry.isSymbolicLink() ? await stat(at) : entry;
    if (stats.isFile()) return this.#file(at, path);
    if (!stats.isDirectory()) return;
    if (depth > MAX_DEPTH)
      throw this.#tooBig(`${path} is nested deeper than ${MAX_DEPTH} folders (or links to itself)`);
    for (const child of await readdir(at, { withFileTypes: true }))
      await this.#entry(child, `${path}/${child.name}`, depth + 1);
  }

  async #checkLink(at: string, path: string): Promise<void> {
    const target = await realpath(at).catch(() => undefined);
    if (target?.startsWith(this.#root + sep)) return;
    throw new EvenhandError(
      "EH_POLICY_FOLDER_LINK",
      `${join(this.#folder, path)} links to ${target === undefined ? "nothing" : "a place outside of the policy folder"}. ` +
        "A policy is one folder: copy the file into it.",
    );
  }

  async #file(at: string, path: string): Promise<void> {
    const { size } = await stat(at);
    if (size > MAX_FILE_BYTES) throw this.#tooBig(`${path} has ${size} bytes; a file has at most ${MAX_FILE_BYTES}`);
    if (this.files.size >= MAX_FILES) throw this.#tooBig(`there are more than ${MAX_FILES} files`);
    const bytes = await readFile(at);
    this.#bytes += bytes.length;
    if (this.#bytes > MAX_TOTAL_BYTES) throw this.#tooBig(`the files have more than ${MAX_TOTAL_BYTES} bytes together`);
    if (!isUtf8(bytes)) {
      throw new EvenhandError(
        "EH_POLICY_FOLDER_ENCODING",
        `${join(this.#folder, path)} is not UTF-8. Save it as UTF-8 text.`,
      );
    }
    this.files.set(path, bytes.toString("utf8").replace(/^\ufeff/, ""));
  }

  #tooBig(what: string): EvenhandError {
    return new EvenhandError(
      "EH_POLICY_FOLDER_TOO_BIG",
      `The policy folder ${this.#folder} is too big: ${what}. Is this a policy folder?`,
    );
  }
}
