import type { CounterDecl } from "@evenhand/policy";
import { expect, test } from "vitest";
import { forEachStore } from "../testing/test-store.js";
import { loadCounters } from "./load-counters.js";
import {
  countEvent,
  DECLS,
  freshCounters,
  HOUR,
  ids,
  makeDecl,
  readings,
  START,
  writeLog,
} from "./testing/make-counters.js";

forEachStore((_kind, open) => {
  test("after a restart the counts are those of what was committed, and of nothing else", async () => {
    const store = await open();
    const counters = freshCounters();
    expect(await loadCounters(store.db, counters)).toEqual({ of: 0, entries: 0, rows: 0, open: new Map() });
    let event = 0;
    let timeMs = START;
    for (let batch = 0; batch < 60; batch++) {
      counters.startBatch();
      for (let i = 0; i <= batch % 9; i++) {
        timeMs += 20_000;
        countEvent(counters, event++, timeMs - (event % 4) * 50_000);
      }
      if (batch % 5 === 4) counters.rollbackBatch();
      else {
        await writeLog(store, counters);
        counters.commitBatch();
      }
    }
    const expected = [0, 1, 30].map((minutes) => readings(counters, timeMs - minutes * 60_000));
    // Killed in the middle of a batch: nothing of it was written.
    counters.startBatch();
    for (let i = 0; i < 20; i++) countEvent(counters, event++, timeMs);
    expect(readings(counters, timeMs)).not.toEqual(expected[0]);

    const restarted = freshCounters();
    const seen: number[] = [];
    const progress = await loadCounters(store.db, restarted, { onProgress: ({ entries }) => seen.push(entries) });
    expect([0, 1, 30].map((minutes) => readings(restarted, timeMs - minutes * 60_000))).toEqual(expected);
    expect(progress.entries).toBe(progress.of);
    expect(seen.at(-1)).toBe(progress.of);
    expect(restarted.stats().entries).toBe(counters.stats().entries - 20 - 7);
  });

  test("a policy that names its counters in another order, or has others, finds its own", async () => {
    const store = await open();
    const counters = freshCounters();
    counters.startBatch();
    for (let i = 0; i < 30; i++) countEvent(counters, i, START + i);
    await writeLog(store, counters);
    counters.commitBatch();
    const [posts, texts] = DECLS as [CounterDecl, CounterDecl];
    const other = freshCounters([
      makeDecl("new"),
      { ...texts, doc: "another note", value: "(item.group)" },
      { ...posts, cap: 5 },
    ]);
    await loadCounters(store.db, other);
    expect(other.distinct(1, "t0", HOUR, START + 30)).toBe(counters.distinct(1, "t0", HOUR, START + 30));
    expect(other.count(0, "u1", HOUR, START + 30)).toBe(0);
    expect(other.count(2, "u1", HOUR, START + 30)).toBe(0);
  });

  test("a corrupt row stops the start and is named", async () => {
    const store = await open();
    const counters = freshCounters();
    counters.startBatch();
    countEvent(counters, 3, START);
    const row = counters.takeLog();
    if (row === undefined) throw new TypeError("no row");
    row.payload[9] = (row.payload[9] as number) ^ 1;
    const id = ids.next();
    await store.db
      .insertInto("counter_log")
      .values({ id, ...row })
      .execute();
    await expect(loadCounters(store.db, freshCounters())).rejects.toThrow(
      expect.objectContaining({ code: "EH_COUNTER_LOG_CORRUPT", message: expect.stringContaining(id) }),
    );
  });
});
