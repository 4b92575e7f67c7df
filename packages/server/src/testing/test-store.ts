import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { openStore, type Store, type StoreOptions } from "../store/open-store.js";
import { embeddedTemplate } from "./embedded-template.js";
import { createPostgresDatabase, dropPostgresDatabase, postgresProblem } from "./postgres-database.js";

/** A store of its own for a test, migrated and empty. Disposing of it deletes it. */
export interface TestStore extends Store {
  /** What it was opened with: opens it again where the test has ended `pool` or killed a process that had it. */
  readonly options: StoreOptions;
  /** Closes it and keeps the data, so that it can be opened again with `options`. */
  close(): Promise<void>;
}

/**
 * Makes and opens a store for a test: a copy of a migrated template.
 *
 * @param options other options of the store, such as a pool size
 */
export async function openTestStore(kind: Store["kind"], options: Partial<StoreOptions> = {}): Promise<TestStore> {
  const directory = await mkdtemp(join(tmpdir(), "evenhand-test-"));
  if (kind === "embedded") {
    const all = { ...options, directory: join(directory, "store"), template: await embeddedTemplate() };
    return wrap(await openStore(all), all, () => rm(directory, { recursive: true, force: true }));
  }
  const name = `evenhand_test_${process.pid}_${randomBytes(4).toString("hex")}`;
  const all = { ...options, directory, databaseUrl: await createPostgresDatabase(name) };
  return wrap(await openStore(all), all, async () => {
    await rm(directory, { recursive: true, force: true });
    await dropPostgresDatabase(name);
  });
}

/**
 * Runs the same tests on each kind of store. `open` makes a fresh one at every call; all are deleted after the last
 * test. Where no PostgreSQL answers, its part is skipped, with a warning that says why.
 *
 * @example
 * forEachStore((kind, open) => {
 *   test("…", async () => {
 *     const store = await open();
 *   });
 * });
 */
export function forEachStore(
  body: (kind: Store["kind"], open: (options?: Partial<StoreOptions>) => Promise<TestStore>) => void,
): void {
  for (const kind of ["embedded", "postgres"] as const) {
    const problem = kind === "postgres" ? postgresProblem : undefined;
    if (problem !== undefined) console.warn(`SKIPPED on PostgreSQL: ${problem}`);
    describe.skipIf(problem !== undefined)(`on ${kind}`, () => {
      const opened: TestStore[] = [];
      afterAll(async () => {
        for (const store of opened) await store[Symbol.asyncDispose]();
      });
      body(kind, async (options) => {
        const store = await openTestStore(kind, options);
        opened.push(store);
        return store;
      });
    });
  }
}

function wrap(store: Store, options: StoreOptions, remove: () => Promise<void>): TestStore {
  return {
    ...store,
    options,
    async close() {
      await store[Symbol.asyncDispose]();
    },
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await remove();
    },
  };
}
