import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lockDirectory } from "./directory-lock.js";

const BUILT = new URL("../../../dist/store/embedded/directory-lock.js", import.meta.url).href;
let parent: string;
let directory: string;

beforeEach(async () => {
  parent = await realpath(await mkdtemp(join(tmpdir(), "evenhand-test-")));
  directory = join(parent, "store");
  await mkdir(directory);
});
afterEach(() => rm(parent, { recursive: true }));

/** Another process that takes the lock and holds it until it is killed. */
async function holder(): Promise<ChildProcess> {
  const code = `const { lockDirectory } = await import(${JSON.stringify(BUILT)});
    await lockDirectory(${JSON.stringify(directory)}); console.log("locked"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return child;
}

describe("a directory", () => {
  test("is held by one process, which the refusal names", async () => {
    const child = await holder();
    await expect(lockDirectory(directory)).rejects.toMatchObject({
      code: "EH_STORE_IN_USE",
      message: expect.stringContaining(`process ${child.pid}`),
    });
    child.kill("SIGKILL");
    await once(child, "exit");
    const lock = await lockDirectory(directory);
    await lock[Symbol.asyncDispose]();
  });

  test("is held also by a process that has stopped answering", async () => {
    const child = await holder();
    child.kill("SIGSTOP");
    await expect(lockDirectory(directory)).rejects.toMatchObject({ code: "EH_STORE_IN_USE" });
    child.kill("SIGKILL");
    await once(child, "exit");
  });

  test("is free again after it was given back, and nothing stays in it", async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      const lock = await lockDirectory(directory);
      await expect(lockDirectory(directory)).rejects.toMatchObject({ code: "EH_STORE_IN_USE" });
      await lock[Symbol.asyncDispose]();
      expect(await readdir(directory)).toEqual([]);
    }
  });

  test("is given to one at most of many who ask at once", async () => {
    for (let turn = 0; turn < 10; turn += 1) {
      const asked = await Promise.allSettled(Array.from({ length: 8 }, () => lockDirectory(directory)));
      const got = asked.filter((result) => result.status === "fulfilled");
      expect(got.length).toBeLessThanOrEqual(1);
      for (const { value } of got) await value[Symbol.asyncDispose]();
    }
  });

  test("is the same by another name, and where its path is too long for a socket", async () => {
    directory = join(parent, ...Array.from({ length: 5 }, () => "d".repeat(50)));
    await mkdir(directory, { recursive: true });
    await symlink(directory, join(parent, "link"));
    const child = await holder();
    const real = await realpath(join(parent, "link"));
    expect(real).toBe(directory);
    await expect(lockDirectory(real)).rejects.toMatchObject({ code: "EH_STORE_IN_USE" });
    child.kill("SIGKILL");
    await once(child, "exit");
    await (await lockDirectory(real))[Symbol.asyncDispose]();
  });
});
