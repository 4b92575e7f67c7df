/** Policy folders for tests: a fixture is one text file with several files in it, each after a line `-- path --`. */
// oxlint-disable-next-line no-restricted-imports -- fixtures of tests are files
import { readFileSync } from "node:fs";

const FIXTURES = new URL("../../../fixtures/load/", import.meta.url);

/** The files of one fixture alone. A path with `!` before it takes the file out of the folder that it is laid over. */
export function readFixture(name: string): ReadonlyMap<string, string> {
  const text = readFileSync(new URL(`${name}.txt`, FIXTURES), "utf8");
  const files = new Map<string, string>();
  // What stands before the first file is a note.
  const parts = text.split(/^-- (\S+) --\n/m).slice(1);
  for (let i = 0; i < parts.length; i += 2) files.set(parts[i] as string, (parts[i + 1] as string).replace(/\n$/, ""));
  return files;
}

/** The base policy with other files laid over it. */
export function onBase(overlay: ReadonlyMap<string, string> = new Map()): Map<string, string> {
  const files = new Map(readFixture("base"));
  for (const [path, content] of overlay) {
    if (path.startsWith("!")) files.delete(path.slice(1));
    else files.set(path, content);
  }
  return files;
}
