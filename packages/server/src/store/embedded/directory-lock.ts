import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, stat, symlink, unlink } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { EvenhandError } from "@evenhand/contract";

const NAME = /^lock\.[0-9a-f]{16}\.sock$/;
const ATTEMPTS = 5;
/** How long a process that holds the lock has to say its number; only for the message. */
const ANSWER_MS = 500;
/** The longest path of a Unix socket on every system (104 bytes with the final zero on macOS, 108 on Linux). */
const MAX_SOCKET_PATH_BYTES = 103;

/** Holds a directory for this process until disposed. */
export interface DirectoryLock extends AsyncDisposable {}

/**
 * Takes a directory for this process alone, or refuses.
 *
 * Every process that wants it listens on a Unix socket of its own in the directory and only then looks at the others'.
 * Of two, the later to look sees the earlier, so there can be two that give way but never two that stay. The system
 * ends a process's sockets with the process, so a killed one leaves a file that does not answer, and that is removed.
 *
 * @param directory an existing directory, its real path
 * @throws EvenhandError EH_STORE_IN_USE where another process, or this one, has it; EH_STORE_DIRECTORY where the file
 * system has no Unix sockets
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  for (let attempt = 1; ; attempt += 1) {
    const name = `lock.${randomBytes(8).toString("hex")}.sock`;
    const server = await listen(directory, name);
    const holder = await findHolder(directory, name);
    if (holder === undefined && (await exists(join(directory, name)))) {
      return { [Symbol.asyncDispose]: () => close(server, join(directory, name)) };
    }
    await close(server, join(directory, name));
    if (attempt === ATTEMPTS) {
      throw new EvenhandError(
        "EH_STORE_IN_USE",
        `${directory} is in use by ${holder ?? "another process"}. Stop that one, or give this one another directory.`,
      );
    }
    // Either it is held, or two give way to each other: who comes back first has it.
    await wait(20 + Math.random() * 80);
  }
}

async function listen(directory: string, name: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.end(`${process.pid}\n`);
  });
  try {
    await withShortPath(join(directory, name), (path) => {
      return new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(path, () => resolve());
      });
    });
  } catch (error) {
    throw new EvenhandError(
      "EH_STORE_DIRECTORY",
      `Cannot make a Unix socket in ${directory}, by which it is kept to one process: ${(error as Error).message}. ` +
        "Use a directory on a local disk.",
      [],
      { cause: error },
    );
  }
  server.unref();
  return server;
}

/** Who else has the directory, in words; removes what killed processes left. */
async function findHolder(directory: string, own: string): Promise<string | undefined> {
  for (const name of await readdir(directory)) {
    if (name === own || !NAME.test(name)) continue;
    const path = join(directory, name);
    const holder = await withShortPath(path, ask);
    if (holder !== undefined) return holder;
    await unlink(path).catch(() => undefined);
  }
}

/** Undefined where nobody listens. */
function ask(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let said = "";
    const socket = connect(path);
    const answer = (holder: string | undefined): void => {
      socket.destroy();
      resolve(holder);
    };
    const held = (): void => answer(/^\d+\n/.test(said) ? `process ${said.trim()}` : "another process");
    socket.setTimeout(ANSWER_MS, held);
    socket.on("data", (chunk) => {
      said += chunk.toString();
    });
    socket.on("end", held);
    // Everything but a plain no means that somebody may be there.
    socket.on("error", (error: NodeJS.ErrnoException) =>
      error.code === "ECONNREFUSED" || error.code === "ENOENT" ? answer(undefined) : held(),
    );
  });
}

async function close(server: Server, path: string): Promise<void> {
  await new Promise((resolve) => server.close(resolve));
  await rm(path, { force: true });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * Runs a function on a path to the same socket that is short enough for the system: where the real one is not, through
 * a link in a private temporary directory, so that the socket itself still lies where every process looks for it.
 */
async function withShortPath<T>(path: string, use: (path: string) => Promise<T>): Promise<T> {
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES) return use(path);
  await using short = await shortPath(path);
  return await use(short.path);
}
