/** examples/platform.mjs, run as a reader would run it, against the real service. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createEvenhand } from "@evenhand/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startService, type TestService } from "./start-service.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const EXAMPLE = `${ROOT}examples/platform.mjs`;
let service: TestService;
let platform: ChildProcess;
let url: string;

beforeAll(async () => {
  // The example imports the client as it is published: built.
  const tsc = `${ROOT}node_modules/typescript/bin/tsc`;
  const built = spawnSync(process.execPath, [tsc, "-b", "packages/client/tsconfig.src.json"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect(built.stdout).toBe("");
  service = await startService();
  const env = { ...process.env, EVENHAND_URL: service.url, EVENHAND_KEY: service.key };
  platform = spawn(process.execPath, [EXAMPLE], { env, stdio: ["ignore", "pipe", "inherit"] });
  [url] = (await once(createInterface({ input: platform.stdout! }), "line")) as [string];
}, 180_000);
afterAll(async () => {
  platform.kill();
  await service[Symbol.asyncDispose]();
});

async function publish(handle: string, body: string): Promise<{ id: string; outcome: string; reasons: string[] }> {
  const account = { id: handle, handle, kind: "person", createdAt: "2025-01-01T00:00:00Z" };
  const response = await fetch(url, { method: "POST", body: JSON.stringify({ account, body }) });
  return (await response.json()) as { id: string; outcome: string; reasons: string[] };
}

async function visible(): Promise<string[]> {
  const posts = (await (await fetch(url)).json()) as { body: string }[];
  return posts.map((post) => post.body);
}

describe("a platform in 30 lines", () => {
  it("has at most 30", () => {
    expect(readFileSync(EXAMPLE, "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(30);
  });

  it("shows what is fine, hides what is not, tells the author why, and shows it again once that was found wrong", async () => {
    expect(await publish("ann", "Fair winds.")).toMatchObject({ outcome: "allow", reasons: [] });
    const sold = await publish("ben", "Buy my cheap sails!");
    expect(sold).toMatchObject({ outcome: "act", reasons: [expect.stringContaining("/statements/")] });
    await expect.poll(visible, { timeout: 10_000 }).toEqual(["Fair winds."]);
    const evenhand = createEvenhand({ url: service.url, key: service.key });
    const item = await evenhand.items.get(sold.id);
    await evenhand.measures.void(item.measures[0]!.id, { reason: "It was a quotation." });
    await expect.poll(visible, { timeout: 10_000 }).toEqual(["Fair winds.", "Buy my cheap sails!"]);
  });
});
