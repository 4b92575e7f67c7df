/** Runs `evenhand serve` as a person would. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { root } from "./command.js";

export interface RunningService {
  readonly url: string;
  /** The key that was shown, at the first start. */
  readonly key: string;
  /** Everything written to stderr so far. */
  readonly said: () => string;
  /** Sends a signal and waits for the end. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
}

const running = new Set<ChildProcess>();
const PATIENCE_MS = 120_000;

/** Environment of a command on a data directory; nothing of the tester's own settings gets in. */
export function environment(directory: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(EVENHAND_|DATABASE_URL$)/.test(name));
  return {
    ...Object.fromEntries(own),
    EVENHAND_DATA_DIRECTORY: directory,
    EVENHAND_LOG_LEVEL: "error",
    NO_COLOR: "1",
    ...more,
  };
}

/** Starts the service on a free port, and waits until it listens. */
export async function runService(directory: string, more: NodeJS.ProcessEnv = {}): Promise<RunningService> {
  const env = environment(directory, { EVENHAND_PORT: "0", ...more });
  const child = spawn(process.execPath, [join(root, "packages/cli/bin/evenhand.mjs"), "serve"], { env });
  running.add(child);
  const ended = once(child, "exit").then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  let said = "";
  child.stdout.resume();
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The service does not start:\n${said}`)), PATIENCE_MS);
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const [, listening] = /listens on (http:\S+)/.exec(said) ?? [];
      // The key and the advice come with the same breath.
      if (listening !== undefined && said.includes("/docs\n")) {
        clearTimeout(timer);
        setTimeout(resolve, 50, listening);
      }
    });
    void ended.then((code) => reject(new Error(`The service ended with ${code}:\n${said}`)));
  });
  return {
    url,
    key: /eh_[A-Za-z0-9]{12}_[A-Za-z0-9_-]{43}/.exec(said)?.[0] ?? "",
    said: () => said,
    async end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

/** Ends what a failed test has left. */
export function endServices(): void {
  for (const child of running) child.kill("SIGKILL");
}
