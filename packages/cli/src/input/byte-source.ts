import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { fstatSync } from "node:fs";
import type { Readable } from "node:stream";
import { EvenhandError } from "@evenhand/contract";
import type { Io } from "../io.js";

/** Bytes to read, where they come from, and how many there are if that is known. */
export interface ByteSource {
  /** For messages: the path as given, or `standard input`. */
  readonly name: string;
  /** Bytes in all, or undefined for a pipe. */
  readonly size: number | undefined;
  readonly stream: Readable;
}

const CHUNK = 128 * 1024;

/**
 * Opens a file, or standard input for `-`.
 *
 * @throws EvenhandError EH_INPUT_MISSING, EH_INPUT_NOT_FILE or EH_INPUT_UNREADABLE
 */
export async function openSource(path: string, io: Io): Promise<ByteSource> {
  if (path === "-") return { name: "standard input", size: stdinSize(io), stream: io.stdin };
  let handle: FileHandle;
  try {
    handle = await open(path, "r");
  } catch (error) {
    throw inputError(path, error);
  }
  const stats = await handle.stat();
  if (stats.isDirectory()) {
    await handle.close();
    throw new EvenhandError("EH_INPUT_NOT_FILE", `${path} is a folder. Name the file that holds the events.`);
  }
  const size = stats.isFile() ? stats.size : undefined;
  return { name: path, size, stream: createReadStream(path, { fd: handle, highWaterMark: CHUNK }) };
}

/** What went wrong on opening or reading a file, as an error that a person can act on. */
export function inputError(path: string, error: unknown): EvenhandError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new EvenhandError(
      "EH_INPUT_MISSING",
      `There is no file ${path}. Check the path; it is relative to the folder you are in.`,
    );
  }
  const why = error instanceof Error ? error.message : String(error);
  return new EvenhandError(
    "EH_INPUT_UNREADABLE",
    `${path} cannot be read (${why}). Check that the file may be read by you.`,
    [],
    { cause: error },
  );
}

/** Standard input redirected from a file has a size; a pipe has none. */
function stdinSize(io: Io): number | undefined {
  if (io.stdin.fd === undefined) return undefined;
  try {
    const stats = fstatSync(io.stdin.fd);
    return stats.isFile() ? stats.size : undefined;
  } catch {
    return undefined;
  }
}
