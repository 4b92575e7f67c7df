import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { embeddedTemplate } from "../../testing/embedded-template.js";
import { openStore } from "../open-store.js";
import { type EmbeddedDatabase, openEmbedded } from "./open-embedded.js";
import { EMBEDDED_MAJOR } from "./store-directory.js";

const BUILT = new URL("../../../dist/store/open-store.js", import.meta.url).href;
let parent: string;
let directory: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "evenhand-test-"));
  directory = join(parent, "store");
});
afterEach(() => rm(parent, { recursive: true }));

const open = async (): Promise<EmbeddedDatabase> => openEmbedded({ directory, template: await embeddedTemplate() });

async function withClient<T>(database: EmbeddedDatabase, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(database.poolConfig);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

// Starting PostgreSQL is work for the processor; on a busy machine it takes its time.
describe("an embedded database", { timeout: 180_000 }, () => {
  test("begins empty where there is none, for its owner alone, and is there again when opened again", async () => {
    const first = await openEmbedded({ directory });
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await readFile(join(first.dataDirectory, "PG_VERSION"), "utf8")).trim()).toBe(EMBEDDED_MAJOR);
    await withClient(first, async (client) => {
      // No other: what cannot be vacuumed would stop everything when transaction numbers run out.
      expect((await client.query("select datname from pg_database")).rows).toEqual([{ datname: "postgres" }]);
      await client.query("create table t as select 7 as n");
    });
    await first[Symbol.asyncDispose]();
    // No socket, lock or mark is left.
    expect(await readdir(directory)).toEqual(["postgres"]);

    const start = performance.now();
    await using again = await openEmbedded({ directory });
    console.log(`reopened in ${Math.round(performance.now() - start)} ms`);
    expect(await withClient(again, async (client) => (await client.query("select n from t")).rows)).toEqual([{ n: 7 }]);
  });

  test("syncs the disk at every commit, and not for reading", async () => {
    await using database = await open();
    await withClient(database, async (client) => {
      await client.query("create table t (n int)");
      const before = await database.syncs();
      for (let n = 0; n < 50; n += 1) await client.query("insert into t values ($1)", [n]);
      expect((await database.syncs()) - before).toBeGreaterThanOrEqual(50);
      const written = await database.syncs();
      for (let n = 0; n < 50; n += 1) await client.query("select count(*) from t");
      expect(await database.syncs()).toBe(written);
      expect((await client.query("show fsync")).rows).toEqual([{ fsync: "on" }]);
    });
  });

  test("holds what it had acknowledged when its process was killed", async () => {
    await embeddedTemplate().then((template) =>
      openEmbedded({ directory, template }).then((d) => d[Symbol.asyncDispose]()),
    );
    let acknowledged = 0;
    for (let kill = 0; kill < 2; kill += 1) {
      const code = `const { openStore } = await import(${JSON.stringify(BUILT)});
        const store = await openStore({ directory: ${JSON.stringify(directory)} });
        await store.pool.query("create table if not exists t (n int primary key)");
        for (let n = ${acknowledged + 1}; ; n += 1) {
          await store.pool.query("insert into t values ($1) on conflict do nothing", [n]); console.log(n); }`;
      const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      for await (const line of createInterface({ input: child.stdout })) {
        acknowledged = Number(line);
        if (acknowledged >= 100 * (kill + 1)) child.kill("SIGKILL");
      }
    }
    await using store = await openStore({ directory });
    const { rows } = await store.pool.query("select count(*)::int as n from t where n <= $1", [acknowledged]);
    expect(rows).toEqual([{ n: acknowledged }]);
    expect(acknowledged).toBeGreaterThanOrEqual(200);
  });

  test("is refused to a second opener, by whatever name", async () => {
    await using _ = await open();
    await symlink(directory, join(parent, "link"));
    await expect(openEmbedded({ directory: join(parent, "link") })).rejects.toMatchObject({ code: "EH_STORE_IN_USE" });
  });

  test("of another version is refused with advice, and not touched", async () => {
    await mkdir(join(directory, "postgres"), { recursive: true });
    await writeFile(join(directory, "postgres", "PG_VERSION"), "16\n");
    await expect(openEmbedded({ directory })).rejects.toMatchObject({
      code: "EH_STORE_VERSION",
      message: expect.stringMatching(/PostgreSQL 16.*data export.*data import/s),
    });
    expect(await readdir(directory)).toEqual(["postgres"]);
  });

  test("that was killed while it was first made is made anew", async () => {
    await mkdir(join(directory, "postgres"), { recursive: true });
    await writeFile(join(directory, "postgres", "PG_VERSION"), `${EMBEDDED_MAJOR}\n`);
    await writeFile(join(directory, "postgres.unfinished"), "");
    await using database = await open();
    await withClient(database, (client) => client.query("select 1"));
    expect(await readdir(directory)).not.toContain("postgres.unfinished");
  });

  test("that is damaged says so with PostgreSQL's words, and is free again", async () => {
    await mkdir(join(directory, "postgres"), { recursive: true });
    await writeFile(join(directory, "postgres", "PG_VERSION"), `${EMBEDDED_MAJOR}\n`);
    await expect(openEmbedded({ directory })).rejects.toMatchObject({ code: "EH_STORE_UNAVAILABLE" });
    await expect(openEmbedded({ directory })).rejects.toMatchObject({ code: "EH_STORE_UNAVAILABLE" });
  });

  test("lies also where the path is too long for a socket", async () => {
    directory = join(parent, ...Array.from({ length: 5 }, () => "d".repeat(50)));
    await using database = await open();
    await withClient(database, (client) => client.query("select 1"));
  });

  test("removes dead rows and gathers statistics when maintained", async () => {
    await using database = await open();
    await withClient(database, async (client) => {
      await client.query("create table t as select n from generate_series(1, 1000) n");
      await client.query("delete from t where n > 10");
      await database.maintain();
      const { rows } = await client.query("select reltuples::int as n from pg_class where relname = 't'");
      expect(rows).toEqual([{ n: 10 }]);
    });
  });

  test("keeps its log short without anybody asking", async () => {
    await using database = await open();
    await withClient(database, async (client) => {
      await client.query("create table t (n int, v text)");
      // About 400 MB of log.
      for (let n = 0; n < 40; n += 1) {
        await client.query("insert into t select n, repeat(md5(random()::text), 30) from generate_series(1, 10000) n");
        await client.query("truncate t");
      }
    });
    expect((await readdir(join(database.dataDirectory, "pg_wal"))).length).toBeLessThan(16);
  });
});
