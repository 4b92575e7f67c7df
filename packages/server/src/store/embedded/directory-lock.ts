import { randomBytes } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { EvenhandError } from "@evenhand/contract";
import { shortDirectory } from "./short-directory.js";

const NAME = /^lock\.[0-9a-f]{16}$/;
const ATTEMPTS = 5;
/** How long a process that holds the lock has to say its number; only for the message. */
const ANSWER_MS = 500;

/**
 * Takes a directory for this process alone until disposed, or refuses.
 *
 * Every process that wants it listens on a Unix socket of its own in the directory and only then looks at the others'.
 * Of two, the later to look sees the earlier, so there can be two that give way but never two that stay. The system
 * ends a process's sockets with the process, so a killed one leaves a file that does not answer, and that is removed.
 *
 * @param directory an existing directory, its real path (two names of one directory must meet)
 * @throws EvenhandError EH_STORE_IN_USE where another process, or this one, has it; EH_STORE_DIRECTORY where the file
 * system has no Unix sockets
 */
export async function lockDirectory(directory: string): Promise<AsyncDisposable> {
  const short = await shortDirectory(directory);
  try {
    const { server, path } = await bind(short.path, directory);
    return {
      async [Symbol.asyncDispose]() {
        await close(server, path);
        await short[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await short[Symbol.asyncDispose]();
    throw error;
  }
}

async function bind(path: string, directory: string): Promise<{ server: Server; path: string }> {
  for (let attempt = 1; ; attempt += 1) {
    const own = join(path, `lock.${randomBytes(8).toString("hex")}`);
    const server = await listen(own, directory);
    const holder = await findHolder(path, own);
    if (holder === undefined && (await exists(own))) return { server, path: own };
    await close(server, own);
    if (attempt === ATTEMPTS) {
      throw new EvenhandError(
        "EH_STORE_IN_USE",
        `${directory} is in use by ${holder ?? "another process"}. Stop that one, or give this one another directory.`,
      );
    }
    // Either it is held, or two give way to each other: who comes back first has it.
    await wait(10 + Math.random() * 50);
  }
}

async function listen(path: string, directory: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.end(`${process.pid}\n`);
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(path, () => resolve());
    });
  } catch (error) {
    throw new EvenhandError(
      "EH_STORE_DIRECTORY",
      `Cannot make a Unix socket in ${directory}, by which it is kept to one process: ${(error as Error).message}. ` +
        "Use a directory on a local disk that you may write to.",
      [],
      { cause: error },
    );
  }
  return server.unref();
}

/** Who else has the directory, in words; removes what killed processes left. */
async function findHolder(directory: string, own: string): Promise<string | undefined> {
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    if (path === own || !NAME.test(name)) continue;
    const holder = await ask(path);
    if (holder !== undefined) return holder;
    await rm(path, { force: true });
  }
}

/** Who listens on the socket, in words; undefined where nobody does. */
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
