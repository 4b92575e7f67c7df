import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { EvenhandError } from "@evenhand/contract";
import { builtWorker } from "../service/built-worker.js";
import type { ImageLimits } from "./image-limits.js";
import type { ImageAnswer, ImageRequest } from "./worker-messages.js";

/** A process that decodes images, one at a time. */
export interface ImageProcess {
  /**
   * @throws EvenhandError EH_IMAGE_TOO_COSTLY where time or memory ran out, or the decoder crashed: the process is gone then;
   *   and what the process answers
   */
  ask(request: ImageRequest): Promise<ImageAnswer>;
  /** Whether it can be asked again. */
  readonly alive: boolean;
  end(): void;
}

const SHELL = "/bin/sh";
/**
 * Limits that the system holds for the process, whatever it does: memory that it may write to, no core dumps, no files written; and
 * it is the first to go where the machine itself runs out of memory. What the system does not know is passed over. The address
 * space (-v) cannot be limited: the runtime reserves far more than it uses.
 */
const LIMIT = [
  "{ echo 1000 > /proc/self/oom_score_adj; } 2>/dev/null",
  'ulimit -d "$1" 2>/dev/null',
  "ulimit -c 0 2>/dev/null",
  "ulimit -f 0 2>/dev/null",
  'shift; exec "$@"',
].join("; ");
const HEAP_MB = 128;

/** Starts a process. It holds nothing of the service: not its settings, not its files, not its database. */
export function startImageProcess({ memoryMb, timeMs }: ImageLimits): ImageProcess {
  const command = [
    process.execPath,
    `--max-old-space-size=${HEAP_MB}`,
    fileURLToPath(builtWorker("images/image-worker.js", "Images are decoded by")),
  ];
  const limited = existsSync(SHELL) ? [SHELL, "-c", LIMIT, "sh", String(memoryMb * 1_024), ...command] : command;
  const child = spawn(limited[0]!, limited.slice(1), {
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    serialization: "advanced",
    // Nothing of the service's environment, where its secrets are. The decoder keeps pixels in memory, since it may write no files.
    env: { VIPS_BLOCK_UNTRUSTED: "1", VIPS_DISC_THRESHOLD: `${memoryMb}m`, MALLOC_ARENA_MAX: "2" },
    windowsHide: true,
  });
  let alive = true;
  const gone = (): void => {
    alive = false;
  };
  child.on("error", gone).on("exit", gone);
  idle(child);
  return {
    get alive() {
      return alive && child.connected;
    },
    async ask(request) {
      busy(child);
      try {
        return await answered(child, request, timeMs);
      } finally {
        if (child.connected) idle(child);
      }
    },
    end() {
      alive = false;
      child.kill("SIGKILL");
    },
  };
}

function answered(child: ChildProcess, request: ImageRequest, timeMs: number): Promise<ImageAnswer> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      child.off("message", onMessage).off("exit", onExit).off("error", onExit);
      end();
    };
    const fail = (what: string): void => settle(() => reject(new EvenhandError("EH_IMAGE_TOO_COSTLY", what)));
    const onMessage = (answer: unknown): void => settle(() => resolve(answer as ImageAnswer));
    const onExit = (): void => fail("Decoding the image took more memory than it may, or made the decoder crash.");
    const timer = setTimeout(() => {
      fail(`Decoding the image took more than ${timeMs / 1_000} seconds.`);
      child.kill("SIGKILL");
    }, timeMs);
    child.on("message", onMessage).on("exit", onExit).on("error", onExit);
    child.send(request, (error) => {
      if (error !== null) onExit();
    });
  });
}

/** A process without work does not keep the service from ending. */
function idle(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
}

function busy(child: ChildProcess): void {
  child.ref();
  child.channel?.ref();
}
