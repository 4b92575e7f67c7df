import { createHash } from "node:crypto";
import { MIGRATIONS } from "../store/migrations/index.js";
import { createPartition } from "../store/partitions.js";

/**
 * Changes with the schema, and with the month since the partitions do too: names templates that can be used again. What
 * counts is the code that runs, not the files, which may change while it does.
 */
export function schemaHash(): string {
  const hash = createHash("sha256").update(new Date().toISOString().slice(0, 7)).update(String(createPartition));
  for (const [name, migration] of Object.entries(MIGRATIONS)) hash.update(`\0${name}\0${migration.up.toString()}`);
  return hash.digest("hex").slice(0, 16);
}
