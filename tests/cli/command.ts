import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = fileURLToPath(new URL("../..", import.meta.url));
/** A small policy for these tests. */
export const policy = join(root, "tests/cli/fixtures/policy");

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command as a person would, in a pipe. */
export function evenhand(
  args: readonly string[],
  stdin: string | Buffer = "",
  env: NodeJS.ProcessEnv = process.env,
): Promise<Result> {
  return runNode([join(root, "packages/cli/bin/evenhand.mjs"), ...args], stdin, env);
}

/** Runs a script with this Node. */
function runNode(args: readonly string[], stdin: string | Buffer, env: NodeJS.ProcessEnv): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, env });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
    // A command that ends before it has read everything closes the pipe.
    child.stdin.on("error", () => undefined);
    child.stdin.end(stdin);
  });
}

/** A post as a platform sends it. */
export function post(id: string, body: string, more: { actor?: string; time?: string; expect?: string | null } = {}) {
  const time = more.time ?? "2026-03-02T08:15:00Z";
  return {
    specversion: "1.0",
    id,
    source: "circle",
    type: "post.created",
    time,
    data: {
      actor: { id: more.actor ?? `author-${id}`, handle: "lena", kind: "person", createdAt: "2025-01-02T10:00:00Z" },
      item: { id, kind: "post", surface: "post", text: { body }, createdAt: time },
      ...(more.expect === undefined ? {} : { expect: { clause: more.expect } }),
    },
  };
}

/** Events as JSON lines. */
export function jsonl(...events: readonly object[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}
