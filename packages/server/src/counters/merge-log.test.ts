import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeLog } from "./decode-log.js";
import { encodeLog } from "./encode-log.js";
import { restoreRow } from "./load-counters.js";
import { mergeLog } from "./merge-log.js";
import { MOST_ENTRIES, planMerges } from "./plan-merges.js";
import { logRow, type LogRow, type ServiceCounters } from "./service-counters.js";
import { countEvent, freshCounters, HOUR, LATENESS, readings, START } from "./testing/make-counters.js";

type Row = Pick<LogRow, "payload" | "entries"> & { readonly id: string };

const batches = fc.array(
  fc.record({
    steps: fc.array(fc.tuple(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 4_000 }), fc.nat(200)), {
      minLength: 1,
      maxLength: 8,
    }),
    /** Seldom, a counter was computed anew before the batch. */
    reset: fc.option(fc.record({ counter: fc.constantFrom(0, 1), open: fc.option(fc.uuid(), { nil: undefined }) }), {
      freq: 12,
      nil: undefined,
    }),
  }),
  { minLength: 1, maxLength: 60, size: "max" },
);

/** The log that a service would have written. */
function logOf(all: typeof batches extends fc.Arbitrary<infer T> ? T : never): { rows: Row[]; newest: number } {
  const counters = freshCounters();
  const rows: Row[] = [];
  const push = (row: LogRow): void => void rows.push({ ...row, id: `row-${rows.length}` });
  let seconds = 0;
  for (const { steps, reset } of all) {
    if (reset !== undefined) {
      const head = counters.log.head(reset.counter);
      push(logRow([{ ...head, reset: true, open: reset.open, groups: [] }], { newest: counters.log.memory.newest }));
    }
    counters.startBatch();
    for (const [step, back, event] of steps) {
      seconds += step;
      countEvent(counters, event, START + (seconds - back) * 1_000);
    }
    const row = counters.takeLog();
    if (row !== undefined) push(row);
    counters.commitBatch();
  }
  return { rows, newest: counters.log.memory.newest };
}

function restored(rows: readonly Row[], newest: number): { counters: ServiceCounters; open: Map<string, string> } {
  const counters = freshCounters();
  const open = new Map<string, string>();
  counters.log.memory.advanceTo(newest);
  for (const row of rows) restoreRow(counters, row, newest, open);
  return { counters, open };
}

function merged(rows: readonly Row[], newest: number): Row {
  const sections = mergeLog(
    rows.map((row) => decodeLog(row.payload, row.id)),
    newest,
  );
  return { ...logRow(sections, { deflate: true }), id: (rows.at(-1) as Row).id };
}

describe("merging rows of the counter log", () => {
  it("changes no count, wherever it is cut, also at an earlier time, and merged again", () => {
    let fewer = 0;
    fc.assert(
      fc.property(batches, fc.array(fc.nat(60), { maxLength: 6 }), fc.nat(60), (all, cuts, earlier) => {
        const { rows, newest } = logOf(all);
        const before = logOf(all.slice(0, Math.max(1, earlier % all.length)));
        const bounds = [0, ...cuts.map((cut) => cut % rows.length), rows.length].sort((a, b) => a - b);
        const runs = bounds.slice(1).map((end, i) => rows.slice(bounds[i], end));
        // Part of it was merged when the log was shorter, and less had expired.
        const old = before.rows.length;
        const twice = [merged(rows.slice(0, old), before.newest), ...rows.slice(old)];
        const plain = restored(rows, newest);
        for (const others of [
          runs.flatMap((run) => (run.length === 0 ? [] : [merged(run, newest)])),
          twice,
          [merged(twice, newest)],
        ]) {
          const again = restored(others, newest);
          for (const back of [0, 20, 60]) {
            const at = newest - back * 60_000;
            expect(readings(again.counters, at)).toEqual(readings(plain.counters, at));
          }
          expect(again.counters.stats()).toEqual(plain.counters.stats());
          expect(again.open).toEqual(plain.open);
          fewer += rows.length - others.length;
        }
      }),
      { numRuns: 150 },
    );
    expect(fewer).toBeGreaterThan(1_000);
  });

  it("leaves out what no event can read any more", () => {
    const { definition, keepMs } = freshCounters().log.head(0);
    const old = START - 3 * HOUR - LATENESS;
    const group = { key: "u", times: [old, old + 1], values: undefined };
    const row = [{ definition, keepMs, reset: false, open: undefined, groups: [group] }];
    expect(mergeLog([row], START)[0]?.groups).toEqual([{ ...group, times: [old + 1] }]);
    expect(mergeLog([row], START + 1)[0]?.groups).toEqual([]);
    expect(decodeLog(encodeLog(mergeLog([row], START + 1)), "row")).toHaveLength(1);
  });
});

describe("the plan of merges", () => {
  it("leaves few rows, in order, none too large, and nothing to do a second time", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 12_000 })), { maxLength: 400 }),
        (sizes) => {
          const rows = sizes.map((entries, i) => ({ id: String(i).padStart(4, "0"), entries }));
          const plan = planMerges(rows);
          const runOf = new Map(plan.flatMap((ids) => ids.map((id) => [id, ids])));
          const after: { id: string; entries: number }[] = [];
          for (const row of rows) {
            const run = runOf.get(row.id);
            const last = after.at(-1);
            if (run !== undefined && run[0] !== row.id && last !== undefined) {
              after[after.length - 1] = { id: row.id, entries: last.entries + row.entries };
            } else after.push(row);
          }
          for (const ids of plan) {
            const from = Number(ids[0]);
            expect(ids.map(Number)).toEqual(ids.map((_, i) => from + i));
            expect(sizes.slice(from, from + ids.length).reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(
              MOST_ENTRIES,
            );
          }
          expect(planMerges(after)).toEqual([]);
        },
      ),
    );
  });

  it("makes of a million rows of one entry about a hundred", () => {
    const rows: { id: string; entries: number }[] = [];
    let rewritten = 0;
    for (let i = 0; i < 100_000; i += 100) {
      rows.push(...Array.from({ length: 100 }, (_, j) => ({ id: `${i + j}`, entries: 10 })));
      for (const ids of planMerges(rows)) {
        const from = rows.findIndex((row) => row.id === ids[0]);
        const entries = rows.slice(from, from + ids.length).reduce((sum, row) => sum + row.entries, 0);
        rows.splice(from, ids.length, { id: ids.at(-1) as string, entries });
        rewritten += entries;
      }
    }
    expect(rows.length).toBeLessThan(250);
    expect(rewritten / 1_000_000).toBeLessThan(8);
  });
});
