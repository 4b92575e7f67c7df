import { sql } from "kysely";
import { expect, test } from "vitest";
import type { Store } from "../store/open-store.js";
import { forEachStore } from "../testing/test-store.js";
import { compactCounterLog } from "./compact-counter-log.js";
import { loadCounters } from "./load-counters.js";
import type { ServiceCounters } from "./service-counters.js";
import { clock, countEvent, freshCounters, ids, readings, START, writeLog } from "./testing/make-counters.js";

const signal = new AbortController().signal;
/** Rows are old enough to be merged. */
const later = { now: () => clock.now() + 60_000 };

async function decide(store: Store, counters: ServiceCounters, batches: number, begin = 0): Promise<number> {
  let timeMs = START;
  for (let batch = begin; batch < begin + batches; batch++) {
    counters.startBatch();
    timeMs = START + batch * 60_000;
    for (let i = 0; i <= batch % 4; i++) countEvent(counters, 4 * batch + i, timeMs - (i % 3) * 700_000);
    await writeLog(store, counters);
    counters.commitBatch();
  }
  return timeMs;
}

async function storedIds(store: Store): Promise<readonly string[]> {
  return (await store.db.selectFrom("counter_log").select("id").orderBy("id").execute()).map((row) => row.id);
}

async function restart(store: Store): Promise<ServiceCounters> {
  const counters = freshCounters();
  await loadCounters(store.db, counters);
  return counters;
}

forEachStore((_kind, open) => {
  test("leaves few rows and changes no count, also of what is appended meanwhile", async () => {
    const store = await open();
    const counters = freshCounters();
    const job = compactCounterLog({ store, clock: later }, () => counters);
    expect(await job.run(signal)).toBe(false);
    await decide(store, counters, 120);
    const before = await storedIds(store);
    const [, timeMs] = await Promise.all([job.run(signal), decide(store, counters, 40, 120)]);
    while (await job.run(signal));
    const after = await storedIds(store);
    expect(before.length).toBe(120);
    expect(after.length).toBeLessThan(12);
    const loaded = await restart(store);
    for (const back of [0, 10, 59]) {
      expect(readings(loaded, timeMs - back * 60_000)).toEqual(readings(counters, timeMs - back * 60_000));
    }
    // Goes on where it was.
    await decide(store, counters, 30, 160);
    while (await job.run(signal));
    expect(readings(await restart(store), timeMs)).toEqual(readings(counters, timeMs));
  });

  test("leaves young rows alone, and deletes those that no event can read any more", async () => {
    const store = await open();
    const counters = freshCounters();
    await decide(store, counters, 20);
    const job = compactCounterLog({ store, clock }, () => counters);
    expect(await job.run(signal)).toBe(false);
    expect(await storedIds(store)).toHaveLength(20);
    await decide(store, counters, 1, 20 + 4 * 60);
    await job.run(signal);
    expect(await storedIds(store)).toHaveLength(1);
  });

  test("a corrupt row is an error that names it, and nothing is changed", async () => {
    const store = await open();
    const counters = freshCounters();
    await decide(store, counters, 20);
    const all = await storedIds(store);
    await sql`update counter_log set payload = set_byte(payload, 20, get_byte(payload, 20) # 1) where id = ${all[7]}::uuid`.execute(
      store.db,
    );
    const job = compactCounterLog({ store, clock: later }, () => counters);
    await expect(job.run(signal)).rejects.toThrow(
      expect.objectContaining({ code: "EH_COUNTER_LOG_CORRUPT", message: expect.stringContaining(all[7] as string) }),
    );
    expect(await storedIds(store)).toEqual(all);
  });

  test("two that compact at once lose nothing and double nothing", async () => {
    const store = await open();
    const counters = freshCounters();
    const timeMs = await decide(store, counters, 100);
    const jobs = [0, 1].map(() => compactCounterLog({ store, clock: later }, () => counters));
    await Promise.allSettled(jobs.map((job) => job.run(signal)));
    expect(readings(await restart(store), timeMs)).toEqual(readings(counters, timeMs));
    expect(ids.next() > ((await storedIds(store)).at(-1) as string)).toBe(true);
  });
});
