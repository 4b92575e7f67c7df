import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { embeddedTemplate } from "../../testing/embedded-template.js";
import { type EmbeddedDatabase, openEmbedded } from "./open-embedded.js";

const IDLE_MS = 1_000;
let directory: string;
let database: EmbeddedDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "evenhand-test-"));
  database = await openEmbedded({ directory, template: await embeddedTemplate(), idleInTransactionMs: IDLE_MS });
  pool = new pg.Pool({ ...database.poolConfig, max: 8, query_timeout: 20_000 });
  pool.on("error", () => undefined);
  await pool.query("create table t (who int, step int)");
});
beforeEach(() => pool.query("truncate t"));
afterAll(async () => {
  await pool.end();
  await database[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

/** A client of its own, with the socket beneath. */
async function newClient(): Promise<pg.Client & { readonly connection: pg.Connection }> {
  const client = new pg.Client({ ...database.poolConfig, query_timeout: 10_000 }) as pg.Client & {
    readonly connection: pg.Connection;
  };
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

describe("many clients of the one session", () => {
  test("each get their own answers, also where a message comes in many pieces", async () => {
    const text = "x".repeat(300_000);
    const answers = await Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        const { rows } = await pool.query(`select $1::int as n, ${n} as same, length($2) as length`, [n, text]);
        return rows[0];
      }),
    );
    expect(answers).toEqual(answers.map((_, n) => ({ n, same: n, length: text.length })));
  });

  test("run their transactions one after the other", async () => {
    await Promise.all(
      Array.from({ length: 8 }, async (_, who) => {
        const client = await pool.connect();
        await client.query("begin");
        for (let step = 0; step < 5; step += 1) {
          await client.query("insert into t values ($1, $2)", [who, step]);
          await wait(1);
          const { rows } = await client.query("select distinct who from t where xmin = pg_current_xact_id()::xid");
          expect(rows).toEqual([{ who }]);
        }
        await client.query(who % 2 === 0 ? "commit" : "rollback");
        client.release();
      }),
    );
    const { rows } = await pool.query("select who, count(*)::int as n from t group by who order by who");
    expect(rows).toEqual([0, 2, 4, 6].map((who) => ({ who, n: 5 })));
  });

  test("are not harmed by one whose query fails, in a transaction or out of one", async () => {
    const failing = Array.from({ length: 20 }, () =>
      pool.query("select $1::int / 0", [1]).catch((error: Error) => error),
    );
    const fine = Array.from({ length: 20 }, (_, n) => pool.query("select $1::int as n", [n]));
    for (const error of await Promise.all(failing)) expect(error).toMatchObject({ code: "22012" });
    expect((await Promise.all(fine)).map((result) => result.rows[0].n)).toEqual(fine.map((_, n) => n));
    const client = await pool.connect();
    await client.query("begin");
    await expect(client.query("select nonsense")).rejects.toMatchObject({ code: "42703" });
    await expect(client.query("select 1")).rejects.toMatchObject({ code: "25P02" });
    const waiting = pool.query("select 1 as one");
    await client.query("rollback");
    client.release();
    expect((await waiting).rows).toEqual([{ one: 1 }]);
  });

  test("are not harmed by one that dies in a transaction", async () => {
    const dying = await newClient();
    await dying.query("begin");
    await dying.query("insert into t values (1, 1)");
    const waiting = pool.query("select count(*)::int as n from t");
    await wait(50);
    dying.connection.stream.destroy();
    expect((await waiting).rows).toEqual([{ n: 0 }]);
  });

  test("are not harmed by one that dies while its query runs", async () => {
    const dying = await newClient();
    const lost = dying.query("begin; insert into t values (1, 1); select pg_sleep(0.3)").catch((error: Error) => error);
    await wait(100);
    dying.connection.stream.destroy();
    expect(await lost).toBeInstanceOf(Error);
    expect((await pool.query("select count(*)::int as n from t")).rows).toEqual([{ n: 0 }]);
  });

  test("are not harmed by one that dies in the midst of an exchange", async () => {
    // PostgreSQL ignores everything after an error up to a Sync, which never comes from this one.
    const dying = await newClient();
    dying.connection.parse({ name: "", text: "select nonsense", types: [] }, true);
    dying.connection.flush();
    await wait(100);
    const waiting = pool.query("select 1 as one");
    dying.connection.stream.destroy();
    expect((await waiting).rows).toEqual([{ one: 1 }]);
  });

  test("are not harmed by one that talks nonsense", async () => {
    const socket = connect(`${database.poolConfig.host}/.s.PGSQL.${database.poolConfig.port}`);
    socket.resume().write("GET / HTTP/1.1\r\n\r\n");
    await new Promise((resolve) => socket.once("close", resolve));
    expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  });

  test("wait for a silent one inside a transaction only for so long", async () => {
    const silent = await newClient();
    await silent.query("begin");
    const start = performance.now();
    expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
    expect(performance.now() - start).toBeGreaterThan(IDLE_MS * 0.9);
    await expect(silent.query("commit")).rejects.toThrow();
  });

  test("lets a transaction ask for a second connection no longer than that", async () => {
    const client = await pool.connect();
    await client.query("begin");
    const ended = new Promise((resolve) => client.on("error", resolve));
    const { rows } = await pool.query("select 1 as one");
    expect(rows).toEqual([{ one: 1 }]);
    expect(await ended).toMatchObject({ code: "25P03" });
    client.release(true);
  });

  test("may read in parts, with a cursor of the protocol", async () => {
    const client = await newClient();
    const { rows } = await client.query({ text: "select n from generate_series(1, 5) n", rows: 2 } as pg.QueryConfig);
    expect(rows).toHaveLength(5);
    await client.end();
  });
});
