/** The built `evenhand serve` as a process of its own, to be killed and started again. */
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

const EVENHAND = fileURLToPath(new URL("../../packages/cli/bin/evenhand.mjs", import.meta.url));
const START_MS = 60_000;

export interface ServiceOptions {
  /** Settings by environment variable. */
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A service that can be killed at any moment and started again on the same data. */
export class ServiceProcess {
  readonly url: string;
  readonly #options: ServiceOptions;
  #child: ChildProcess | undefined;
  /** The first key, once the first start has shown it. */
  key = "";
  /** What the process has written to stderr since its last start. */
  output = "";

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.url = `http://127.0.0.1:${options.port}`;
  }

  /** Starts, and waits until it listens. */
  async start(): Promise<void> {
    this.output = "";
    const child = spawn(process.execPath, [EVENHAND, "serve"], {
      env: {
        PATH: process.env["PATH"],
        NO_COLOR: "1",
        EVENHAND_LOG_LEVEL: "error",
        EVENHAND_HOST: "127.0.0.1",
        EVENHAND_PORT: String(this.#options.port),
        ...this.#options.env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    const take = (chunk: Buffer): void => {
      this.output += chunk.toString();
    };
    child.stdout?.on("data", take);
    child.stderr?.on("data", take);
    const end = Date.now() + START_MS;
    while (!this.output.includes("listens on")) {
      if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}:\n${this.output}`);
      if (Date.now() > end) throw new Error(`the service did not start in time:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    // The key follows in the same breath.
    for (let i = 0; this.key === "" && i < 50; i++) {
      this.key = /eh_[A-Za-z0-9]{12}_[A-Za-z0-9_-]{43}/.exec(this.output)?.[0] ?? "";
      if (this.key === "") await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ends it without any warning, as a power failure would. */
  kill(): Promise<void> {
    return this.#end("SIGKILL");
  }

  /** Ends it in order. */
  stop(): Promise<void> {
    return this.#end("SIGTERM");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill(signal);
    await ended;
    this.#child = undefined;
  }

  /** Asks the service; JSON in and out. */
  async ask(
    path: string,
    init: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${this.url}${path}`, {
      method: init.method ?? "GET",
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(init.body === undefined ? {} : { "content-type": "application/json" }),
        ...init.headers,
      },
      ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  }
}
