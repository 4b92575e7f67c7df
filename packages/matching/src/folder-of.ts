import { createFolder, type Folder } from "./fold.js";
import type { FoldStep } from "./fold-steps.js";

/** Folders kept, by their steps: a few hundred kilobytes each. */
const MAX_FOLDERS = 48;
const folders = new Map<string, Folder>();

/** The folder for these steps: made where it is asked for first, since making one costs far more than folding with it. */
export function folderOf(steps: readonly FoldStep[]): Folder {
  const key = steps.join();
  const known = folders.get(key);
  if (known !== undefined) return known;
  if (folders.size >= MAX_FOLDERS) folders.clear();
  const folder = createFolder(steps);
  folders.set(key, folder);
  return folder;
}
