import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

const STORE = new URL("../store/", import.meta.url);

/** Changes with the schema, and with the month since the partitions do too: names templates that can be used again. */
export function schemaHash(): string {
  const hash = createHash("sha256").update(new Date().toISOString().slice(0, 7));
  const migrations = readdirSync(new URL("migrations/", STORE)).map((name) => `migrations/${name}`);
  for (const name of [
    ...migrations.sort(),
    ...readdirSync(STORE).filter((name) => /^(migrate|partitions)\./.test(name)),
  ]) {
    hash.update(`\0${name}\0`).update(readFileSync(new URL(name, STORE)));
  }
  return hash.digest("hex").slice(0, 16);
}
