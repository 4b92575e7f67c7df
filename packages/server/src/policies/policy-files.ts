/** The files of a policy as they are stored and travel: whole texts by path. */
import type { Service } from "../service/service.js";

/** Texts by path relative to the policy folder, `/` between the parts. */
export type PolicyFiles = ReadonlyMap<string, string>;

/** As JSON, by path, so that equal folders are stored as equal bytes. */
export function filesToJson(files: PolicyFiles): string {
  return JSON.stringify(Object.fromEntries(sortFiles(files)));
}

/** By path. */
export function sortFiles(files: PolicyFiles): readonly (readonly [path: string, text: string])[] {
  return [...files].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * The files of a stored version, to the byte as they were uploaded. Not inside a transaction.
 *
 * @returns undefined where there is no such version
 */
export async function readStoredFiles(
  { store }: Pick<Service, "store">,
  version: string,
): Promise<PolicyFiles | undefined> {
  const row = await store.db.selectFrom("policies").select("files").where("version", "=", version).executeTakeFirst();
  return row === undefined ? undefined : new Map(Object.entries(row.files as Record<string, string>));
}
