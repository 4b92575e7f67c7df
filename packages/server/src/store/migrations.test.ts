import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { forEachStore } from "../testing/test-store.js";
import type { Store } from "./open-store.js";
import { migrate } from "./migrate.js";
import { MIGRATIONS } from "./migrations/index.js";
import { ensurePartitions } from "./partitions.js";

/** Everything that the schema consists of, as text. */
async function schemaOf({ db }: Store): Promise<unknown> {
  const columns = await sql`
    select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
    where table_schema = current_schema() order by 1, 2`.execute(db);
  const indexes = await sql`
    select tablename, indexdef from pg_indexes where schemaname = current_schema() order by 1, 2`.execute(db);
  const constraints = await sql`
    select conrelid::regclass::text as table, conname, pg_get_constraintdef(oid) as definition from pg_constraint
    where connamespace = current_schema()::regnamespace order by 1, 2`.execute(db);
  const triggers = await sql`
    select tgrelid::regclass::text as table, tgname, pg_get_triggerdef(oid) as definition from pg_trigger
    where not tgisinternal order by 1, 2`.execute(db);
  const functions = await sql`
    select proname, prosrc from pg_proc where pronamespace = current_schema()::regnamespace order by 1`.execute(db);
  return [columns, indexes, constraints, triggers, functions].map(({ rows }) => rows);
}

/** Takes everything of ours away, so that migrations begin from nothing. */
async function empty({ db }: Store): Promise<void> {
  await sql`drop schema public cascade`.execute(db);
  await sql`create schema public`.execute(db);
}

forEachStore((_kind, open) => {
  describe("migrations", () => {
    test("lead to the same schema from nothing and from every earlier release", { timeout: 180_000 }, async () => {
      const store = await open();
      await empty(store);
      expect(await migrate(store.db)).toEqual(Object.keys(MIGRATIONS));
      const wanted = await schemaOf(store);
      for (const earlier of Object.keys(MIGRATIONS).slice(0, -1)) {
        await empty(store);
        await migrate(store.db, { to: earlier });
        const done = await migrate(store.db);
        expect(done, earlier).toEqual(Object.keys(MIGRATIONS).filter((name) => name > earlier));
        expect(await schemaOf(store), `from ${earlier}`).toEqual(wanted);
      }
    });

    test("change nothing where there is nothing to do", async () => {
      const store = await open();
      await ensurePartitions(store.db, Date.now());
      const before = await schemaOf(store);
      expect(await migrate(store.db)).toEqual([]);
      expect(await ensurePartitions(store.db, Date.now())).toEqual([]);
      expect(await schemaOf(store)).toEqual(before);
    });

    test("two that start together carry each out once", async () => {
      const store = await open();
      await empty(store);
      const both = await Promise.all([migrate(store.db), migrate(store.db)]);
      expect(both.flat().sort()).toEqual(Object.keys(MIGRATIONS));
    });

    test("a database of a newer release is refused", async () => {
      const store = await open();
      await sql`insert into kysely_migration (name, timestamp) values ('99990101T0000-future', '')`.execute(store.db);
      await expect(migrate(store.db)).rejects.toMatchObject({ code: "EH_STORE_MIGRATION" });
    });

    test("names say when, in order", () => {
      const names = Object.keys(MIGRATIONS);
      expect(names).toEqual([...names].sort());
      for (const name of names) expect(name).toMatch(/^\d{8}T\d{4}-[a-z-]+$/);
    });
  });
});
