import { open, readdir } from "node:fs/promises";
import { join } from "node:path";

const AT_ONCE = 32;

/** Writes every file and directory under a directory, and itself, to the disk. */
export async function syncTree(directory: string): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  paths.push(directory);
  const next = paths.values();
  const worker = async (): Promise<void> => {
    for (const path of next) {
      const file = await open(path, "r");
      try {
        await file.sync();
      } finally {
        await file.close();
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
