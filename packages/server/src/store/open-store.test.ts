import { mkdtemp } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { forEachStore } from "../testing/test-store.js";
import { openStore } from "./open-store.js";
import { isStoreUnavailable } from "./store-unavailable.js";

forEachStore((kind, open) => {
  test("opens migrated, in UTC, and reads values as promised", async () => {
    const store = await open();
    expect(store.kind).toBe(kind);
    const { rows } = await store.pool.query(`select
      current_setting('TimeZone') as zone,
      9007199254740991::int8 as safe, 9223372036854775807::int8 as big, array[1, null, 2]::int8[] as list,
      '2026-01-02 03:04:05.678+02'::timestamptz as at, '2026-01-02 03:04:05'::timestamp as local, '2026-01-02'::date as day,
      1.50::numeric as exact, '{"a":[1]}'::jsonb as json, '\\x00ff'::bytea as bytes`);
    expect(rows[0]).toEqual({
      zone: "UTC",
      safe: 9_007_199_254_740_991,
      big: 9_223_372_036_854_775_807n,
      list: [1, null, 2],
      at: new Date("2026-01-02T01:04:05.678Z"),
      local: new Date("2026-01-02T03:04:05Z"),
      day: "2026-01-02",
      exact: "1.50",
      json: { a: [1] },
      bytes: Buffer.from([0, 255]),
    });
    expect(await store.db.selectFrom("journal").selectAll().execute()).toEqual([]);
  });

  test("can be closed twice, and opened again with what was committed", async () => {
    const store = await open();
    await store.pool.query("create table kept (id int)");
    await store.pool.query("insert into kept values (1)");
    await store.close();
    await store.close();
    const again = await openStore(store.options);
    expect((await again.pool.query("select id from kept")).rows).toEqual([{ id: 1 }]);
    await again[Symbol.asyncDispose]();
  });

  test("outlives the loss of its connections", async () => {
    const store = await open();
    await Promise.all([1, 2, 3].map(() => store.pool.query("select pg_sleep(0.05)")));
    if (kind === "postgres") {
      await store.pool
        .query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()")
        .catch(() => undefined);
    }
    await expect.poll(async () => (await store.pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  });

  test("outlives the loss of a connection that is lent, of which the next query tells", async () => {
    const store = await open();
    const client = await store.pool.connect();
    await client.query("begin");
    (client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
    await wait(50);
    const lost = await client.query("select 1").catch((error: Error) => error);
    expect(lost).toSatisfy(isStoreUnavailable);
    client.release(true);
    expect((await store.pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  });

  test("says that it is unavailable where a query loses its connection", async () => {
    if (kind === "embedded") return; // See restart.test.ts.
    const store = await open();
    const lost = await store.pool.query("select pg_terminate_backend(pg_backend_pid())").catch((error: Error) => error);
    expect(lost).toSatisfy(isStoreUnavailable);
  });

  test("maintains", async () => {
    const store = await open();
    await store.maintain();
  });
});

describe("a database that cannot be used", () => {
  const at = async (databaseUrl: string) => openStore({ databaseUrl, directory: "" });

  test("is named by host and port, never with its password", async () => {
    const error = await at("postgresql://someone:hunter2@127.0.0.1:1/evenhand").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "EH_STORE_UNAVAILABLE",
      message: expect.stringContaining("127.0.0.1:1/evenhand"),
    });
    expect(JSON.stringify(error) + String(error) + String((error as Error).cause)).not.toContain("hunter2");
  });

  test.each(["mysql://someone:hunter2@h/x", "postgresql://someone:hunter2@h:nonsense/x", "hunter2"])(
    "is refused where its URL is none: %s",
    async (url) => {
      const error = await at(url).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "EH_STORE_UNAVAILABLE" });
      expect(String(error)).not.toContain("hunter2");
    },
  );

  test("is refused where something else listens there", async () => {
    const server = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    await expect(at(`postgresql://a@127.0.0.1:${port}/x`)).rejects.toMatchObject({ code: "EH_STORE_UNAVAILABLE" });
    server.close();
  });

  test("is refused where the directory is a file", async () => {
    const directory = join(await mkdtemp(join(tmpdir(), "evenhand-test-")), "file", "below");
    await expect(openStore({ directory: join("/dev/null", directory) })).rejects.toMatchObject({
      code: "EH_STORE_DIRECTORY",
    });
  });
});
