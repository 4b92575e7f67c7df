import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { embeddedTemplate } from "../../testing/embedded-template.js";
import { openStore, type Store } from "../open-store.js";
import { isStoreUnavailable } from "../store-unavailable.js";

const disk = mkdtempSync(join(tmpdir(), "evenhand-disk-"));
const mounted = spawnSync("/bin/mount", ["-t", "tmpfs", "-o", "size=100m", "tmpfs", disk], { encoding: "utf8" });
const problem = mounted.status === 0 ? undefined : (mounted.stderr ?? String(mounted.error));
if (problem !== undefined) console.warn(`SKIPPED the tests of a full disk: no tmpfs can be mounted here: ${problem}`);
const filler = join(disk, "filler");

afterAll(async () => {
  if (problem === undefined) spawnSync("/bin/umount", [disk]);
  await rm(disk, { recursive: true });
});

/** Leaves so many bytes on the disk. */
async function leave(bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(disk);
  await writeFile(filler, Buffer.alloc(Math.max(0, bavail * bsize - bytes)));
}

/** Inserts rows until it fails; gives the error and how many were acknowledged. */
async function insertUntilError(store: Store, text: string): Promise<{ error: unknown; acknowledged: number }> {
  for (let acknowledged = 0; ; acknowledged += 1) {
    try {
      await store.pool.query("insert into t (v) values ($1)", [text]);
    } catch (error) {
      return { error, acknowledged };
    }
  }
}

const countRows = async (store: Store): Promise<number> =>
  (await store.pool.query<{ n: number }>("select count(*)::int as n from t")).rows[0]?.n ?? -1;

describe.skipIf(problem !== undefined)("a full disk", { timeout: 180_000 }, () => {
  test("under a table fails the query and nothing else", async () => {
    const directory = join(disk, "one");
    const store = await openStore({ directory, template: await embeddedTemplate() });
    await store.pool.query("create table t (n bigserial, v text)");
    // Room in the log is there already; only the table grows.
    await leave(200_000);
    const { error, acknowledged } = await insertUntilError(store, "x".repeat(1_900));
    expect(error).toMatchObject({ code: "53100" });
    expect(await countRows(store)).toBe(acknowledged);
    await rm(filler);
    await store.pool.query("insert into t (v) values ('more')");
    expect(await countRows(store)).toBe(acknowledged + 1);
    await store[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  test("under the log ends PostgreSQL; it comes back by itself when there is room, with every acknowledged row", async () => {
    const directory = join(disk, "two");
    let store = await openStore({ directory, template: await embeddedTemplate() });
    await store.pool.query("create table t (n bigserial, v text)");
    await store.pool.query("insert into t (v) select md5(n::text) from generate_series(1, 10) n");
    await store.pool.query("create table churn (v text)");
    await leave(8_000_000);
    let acknowledged = 10;
    let failed: unknown;
    // The log fills up while the tables stay small.
    while (failed === undefined) {
      try {
        await store.pool.query(
          "insert into churn select repeat(md5(random()::text), 30) from generate_series(1, 3000)",
        );
        await store.pool.query("truncate churn");
        await store.pool.query("insert into t (v) values ('row')");
        acknowledged += 1;
      } catch (error) {
        failed = error;
      }
    }
    expect(failed).toSatisfy(isStoreUnavailable);
    await expect(store.pool.query("select 1")).rejects.toMatchObject({ code: "EH_STORE_UNAVAILABLE" });
    await rm(filler);
    let count = -1;
    for (let attempt = 0; count < 0 && attempt < 100; attempt += 1) {
      await wait(200);
      count = await countRows(store).catch(() => -1);
    }
    // The one that failed may or may not have been carried out.
    expect([acknowledged, acknowledged + 1]).toContain(count);
    await store.pool.query("insert into t (v) values ('after')");
    await store[Symbol.asyncDispose]();
    store = await openStore({ directory });
    expect(await countRows(store)).toBe(count + 1);
    await store[Symbol.asyncDispose]();
  });
});
