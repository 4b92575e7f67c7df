/** The two sides as processes of their own: the service as it is shipped, and the ceiling. */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { BenchmarkError } from "../benchmark-error.js";

const EVENHAND = fileURLToPath(new URL("../../../packages/cli/bin/evenhand.mjs", import.meta.url));
const POLICY = fileURLToPath(new URL("../../../examples/harbour/policy", import.meta.url));
const CEILING = fileURLToPath(new URL("./ceiling-server.js", import.meta.url));
const START_MS = 120_000;

/** One side, running. */
export interface Side extends AsyncDisposable {
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly pid: number;
}

/** Where a side keeps its data. */
export interface DataPlace {
  readonly databaseUrl: string | undefined;
  readonly directory: string;
}

/** Starts the service with Harbour's policy in force. */
export async function startService(place: DataPlace): Promise<Side> {
  const port = await freePort();
  const env: NodeJS.ProcessEnv = {
    PATH: process.env["PATH"],
    EVENHAND_PORT: String(port),
    EVENHAND_LOG_LEVEL: "error",
    EVENHAND_DATA_DIRECTORY: place.directory,
    EVENHAND_SECRET: Buffer.alloc(32, 5).toString("base64"),
    ...(place.databaseUrl === undefined ? {} : { DATABASE_URL: place.databaseUrl }),
  };
  const child = spawn(process.execPath, [EVENHAND, "serve"], { env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  await until(
    child,
    () => said.includes("listens on") && /eh_[\w-]{50,}/.test(said),
    () => said,
  );
  const key = /eh_[A-Za-z0-9]{12}_[A-Za-z0-9_-]{43}/.exec(said)?.[0] ?? "";
  await publish(port, key);
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  return { port, headers, pid: child.pid ?? 0, [Symbol.asyncDispose]: () => end(child) };
}

/** Starts the ceiling on a database that the service has prepared. */
export async function startCeiling({ databaseUrl, directory }: DataPlace): Promise<Side> {
  const child = fork(CEILING, [databaseUrl ?? "", directory], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const port = await new Promise<number>((resolve, reject) => {
    child.once("message", (message) => resolve((message as { port: number }).port));
    child.once("exit", (code) => reject(new BenchmarkError(`The ceiling ended with ${code}.`)));
  });
  return {
    port,
    headers: { "content-type": "application/json" },
    pid: child.pid ?? 0,
    [Symbol.asyncDispose]: () => end(child),
  };
}

async function publish(port: number, key: string): Promise<void> {
  const child = spawn(process.execPath, [EVENHAND, "policy", "publish", POLICY], {
    env: { PATH: process.env["PATH"], EVENHAND_URL: `http://127.0.0.1:${port}`, EVENHAND_KEY: key },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new BenchmarkError(`Publishing ended with ${String(code)}: ${said}`);
}

async function until(child: ChildProcess, done: () => boolean, said: () => string): Promise<void> {
  for (const deadline = Date.now() + START_MS; !done();) {
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new BenchmarkError(`The service did not start: ${said()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
