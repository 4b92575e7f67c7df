import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { embeddedTemplate } from "../../testing/embedded-template.js";
import { openStore, type Store } from "../open-store.js";
import { isStoreUnavailable } from "../store-unavailable.js";

/** A server's `statement_timeout` would end this; in the embedded database nothing would. */
const FOR_EVER = "do $$ begin loop end loop; end $$";
let directory: string;
let store: Store;
const said: string[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "evenhand-test-"));
  const say = (_: object, message: string): void => void said.push(message);
  const log = { info: say, warn: say, error: say };
  store = await openStore({ directory, log, template: await embeddedTemplate(), statementTimeoutMs: 2_000 });
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

/** Asks until there is an answer. */
async function answer(): Promise<unknown> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return (await store.pool.query("select n from t")).rows;
    } catch (error) {
      expect(error).toSatisfy(isStoreUnavailable);
      if (attempt === 400) throw error;
      await wait(100);
    }
  }
}

test("a query that does not end blocks nobody's event loop, is ended, and takes nothing committed with it", async () => {
  await store.pool.query("create table t as select 1 as n");
  const stuck = store.pool.query(FOR_EVER).catch((error: Error) => error);
  let ticks = 0;
  const ticking = setInterval(() => (ticks += 1), 10);
  expect(await stuck).toSatisfy(isStoreUnavailable);
  clearInterval(ticking);
  expect(ticks).toBeGreaterThan(50);
  expect(await answer()).toEqual([{ n: 1 }]);
  expect(said).toContain("the embedded database runs again");
});

test("who connects while it is down is told that the store is unavailable", async () => {
  await store.pool.query("create table t as select 1 as n");
  const stuck = store.pool.query(FOR_EVER).catch((error: Error) => error);
  await stuck;
  // Started again after a quarter of a second at the earliest.
  await expect(store.pool.query("select 1")).rejects.toMatchObject({
    code: "EH_STORE_UNAVAILABLE",
    message: expect.stringContaining(directory),
  });
  expect(await answer()).toEqual([{ n: 1 }]);
});

test("work that may take its time is not ended", async () => {
  await store.patiently(async () => {
    const client = await store.pool.connect();
    await client.query({ text: "select pg_sleep(4.5)", query_timeout: 20_000 } as { text: string });
    client.release();
  });
});

test("can be closed while it is down", async () => {
  await store.pool.query(FOR_EVER).catch(() => undefined);
  await store[Symbol.asyncDispose]();
  expect(existsSync(join(directory, ".s.PGSQL.5432"))).toBe(false);
  store = await openStore({ directory });
});
