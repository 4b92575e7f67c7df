import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createApi } from "./api.mjs";

const NAME = "sample.key";

/**
 * A key for the lines to try: the first key of the service, kept in a file that only its owner can read, so that a later
 * start can print lines that work. It lies beside secret.key, which protects more than it does; a service for real people
 * has no such file, and its keys are made with `evenhand keys create`.
 *
 * @returns the key's text, the file, and whether it was made now
 */
export async function sampleKey({ service, url }, { directory, createKeyAsOperator }, say) {
  const file = join(directory, NAME);
  const kept = (await readFile(file, "utf8").catch(() => "")).trim();
  if (kept !== "" && service.firstKey === undefined && (await works(url, kept))) {
    return { text: kept, file, isNew: false };
  }
  const fields = { name: "npm start", role: "operator", scopes: ["admin"] };
  const { text } = service.firstKey ?? (await createKeyAsOperator(service.domain, fields));
  // With DATABASE_URL there may be no such folder yet.
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(file, `${text}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
  if (service.firstKey === undefined) say(`${file} held no key that works: a new one was made.`);
  return { text, file, isNew: true };
}

/** Whether the service takes a key, and lets it do what is needed here. */
async function works(url, key) {
  try {
    await createApi(url, key).get("/v1/keys?limit=1");
    return true;
  } catch {
    return false;
  }
}
