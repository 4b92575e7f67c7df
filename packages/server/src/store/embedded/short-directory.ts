import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The longest path of a Unix socket on every system: 104 bytes with the final zero on macOS, 108 on Linux. */
const MAX_SOCKET_PATH_BYTES = 103;
/** The longest name of a socket of ours, with its slash. */
const NAME_BYTES = 28;

/** A directory under a path by which sockets in it can be reached. */
export interface ShortDirectory extends AsyncDisposable {
  readonly path: string;
}

/**
 * A path to the directory that leaves room for the name of a Unix socket. Where its own does not, that is a link in a
 * private temporary directory: the sockets themselves still lie in the directory, where every process looks for them.
 *
 * @param directory its real path
 */
export async function shortDirectory(directory: string): Promise<ShortDirectory> {
  if (Buffer.byteLength(directory) + NAME_BYTES <= MAX_SOCKET_PATH_BYTES) {
    return { path: directory, [Symbol.asyncDispose]: async () => undefined };
  }
  // TMPDIR may itself be long.
  const temporary = Buffer.byteLength(tmpdir()) > 48 ? "/tmp" : tmpdir();
  const parent = await mkdtemp(join(temporary, "evenhand-"));
  const path = join(parent, "d");
  await symlink(directory, path);
  return { path, [Symbol.asyncDispose]: () => rm(parent, { recursive: true, force: true }) };
}
