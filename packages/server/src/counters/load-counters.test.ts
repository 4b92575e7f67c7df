import { createIds } from "../service/clock.js";
import type { CounterDecl } from "@evenhand/policy";
import { expect, test } from "vitest";
import type { Store } from "../store/open-store.js";
import { forEachStore } from "../testing/test-store.js";
import { loadCounters } from "./load-counters.js";
import { createServiceCounters, type ServiceCounters } from "./service-counters.js";

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 2);
const clock = { now: () => START + 1e9 };
const ids = createIds(clock);

function decl(name: string, over: Partial<CounterDecl> = {}): CounterDecl {
  const origin = { file: "evenhand.yaml", line: 1, column: 1 };
  const base = { value: undefined, where: undefined, windowMs: 24 * HOUR, cap: 1_000, doc: undefined, origin };
  return { name, on: ["post.created"], key: "actor.id", ...base, ...over };
}

const DECLS = [decl("posts"), decl("texts", { value: "item.group", windowMs: HOUR })];
const fresh = (decls = DECLS): ServiceCounters => createServiceCounters({ decls, latenessMs: HOUR, clock });

function count(counters: ServiceCounters, event: number, timeMs: number): void {
  if (counters.admit(`e${event}`, timeMs) !== "counted") return;
  counters.add(0, timeMs, `u${event % 7}`, undefined);
  if (event % 3 === 0) counters.add(1, timeMs, `t${event % 5}`, `g${event % 11}`);
}

async function record(store: Store, counters: ServiceCounters): Promise<void> {
  const row = counters.takeLog();
  if (row !== undefined)
    await store.db
      .insertInto("counter_log")
      .values({ id: ids.next(), ...row })
      .execute();
}

function readings(counters: ServiceCounters, timeMs: number): readonly number[] {
  const keys = Array.from({ length: 7 }, (_, i) => i);
  return [1, 10, 30].flatMap((minutes) =>
    keys.flatMap((i) => [
      counters.count(0, `u${i}`, minutes * 60_000, timeMs),
      counters.count(1, `t${i}`, minutes * 60_000, timeMs),
      counters.distinct(1, `t${i}`, minutes * 60_000, timeMs),
    ]),
  );
}

forEachStore((_kind, open) => {
  test("after a restart the counts are those of what was committed, and of nothing else", async () => {
    const store = await open();
    const counters = fresh();
    expect(await loadCounters(store.db, counters)).toEqual({ of: 0, entries: 0, rows: 0 });
    let event = 0;
    let timeMs = START;
    for (let batch = 0; batch < 60; batch++) {
      counters.startBatch();
      for (let i = 0; i <= batch % 9; i++) {
        timeMs += 20_000;
        count(counters, event++, timeMs - (event % 4) * 50_000);
      }
      if (batch % 5 === 4) counters.rollbackBatch();
      else {
        await record(store, counters);
        counters.commitBatch();
      }
    }
    const expected = [0, 1, 30].map((minutes) => readings(counters, timeMs - minutes * 60_000));
    // Killed in the middle of a batch: nothing of it was written.
    counters.startBatch();
    for (let i = 0; i < 20; i++) count(counters, event++, timeMs);
    expect(readings(counters, timeMs)).not.toEqual(expected[0]);

    const restarted = fresh();
    const seen: number[] = [];
    const progress = await loadCounters(store.db, restarted, { onProgress: ({ entries }) => seen.push(entries) });
    expect([0, 1, 30].map((minutes) => readings(restarted, timeMs - minutes * 60_000))).toEqual(expected);
    expect(progress.entries).toBe(progress.of);
    expect(seen.at(-1)).toBe(progress.of);
    expect(restarted.stats().entries).toBe(counters.stats().entries - 20 - 7);
  });

  test("a policy that names its counters in another order, or has others, finds its own", async () => {
    const store = await open();
    const counters = fresh();
    counters.startBatch();
    for (let i = 0; i < 30; i++) count(counters, i, START + i);
    await record(store, counters);
    counters.commitBatch();
    const [posts, texts] = DECLS as [CounterDecl, CounterDecl];
    const other = fresh([decl("new"), { ...texts, doc: "another note", value: "(item.group)" }, { ...posts, cap: 5 }]);
    await loadCounters(store.db, other);
    expect(other.distinct(1, "t0", HOUR, START + 30)).toBe(counters.distinct(1, "t0", HOUR, START + 30));
    expect(other.count(0, "u1", HOUR, START + 30)).toBe(0);
    expect(other.count(2, "u1", HOUR, START + 30)).toBe(0);
  });

  test("a corrupt row stops the start and is named", async () => {
    const store = await open();
    const counters = fresh();
    counters.startBatch();
    count(counters, 3, START);
    const row = counters.takeLog();
    if (row === undefined) throw new TypeError("no row");
    row.payload[9] = (row.payload[9] as number) ^ 1;
    const id = ids.next();
    await store.db
      .insertInto("counter_log")
      .values({ id, ...row })
      .execute();
    await expect(loadCounters(store.db, fresh())).rejects.toThrow(
      expect.objectContaining({ code: "EH_COUNTER_LOG_CORRUPT", message: expect.stringContaining(id) }),
    );
  });
});
