import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import build from "./build.js";
import { jsonl, policy, post, root } from "./command.js";

beforeAll(build);

const MEGABYTES = 120;
/** Less than half of the input, and of the output. */
const HEAP_MEGABYTES = 56;

/** Writes posts to the command until it has had so many bytes, and reads what it prints. */
async function decideMany(args: readonly string[]): Promise<{ code: number | null; events: number; lines: number }> {
  const command = [`--max-old-space-size=${HEAP_MEGABYTES}`, join(root, "packages/cli/bin/evenhand.mjs")];
  const child = spawn(process.execPath, [...command, "decide", "--policy", policy, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  let lines = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines += 1;
  });
  const start = Date.UTC(2026, 2, 2);
  let events = 0;
  for (let bytes = 0; bytes < MEGABYTES * 1e6;) {
    const batch = Array.from({ length: 100 }, () => {
      events += 1;
      const time = new Date(start + events * 100).toISOString();
      const body = `${"talk about a chapter ".repeat(20)}${events % 3 === 0 ? "https://shop.example.test/a" : ""}`;
      return post(`e${events}`, body, { actor: `u${events % 5_000}`, time });
    });
    const text = jsonl(...batch);
    bytes += text.length;
    if (!child.stdin.write(text)) await once(child.stdin, "drain");
  }
  child.stdin.end();
  const [code] = await once(child, "close");
  return { code, events, lines };
}

describe("memory", () => {
  it("does not grow with the log", async () => {
    const { code, events, lines } = await decideMany(["--json"]);
    expect(code).toBe(0);
    expect(lines).toBe(events);
  }, 120_000);
});
