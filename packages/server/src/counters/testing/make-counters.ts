/** Counters for tests: what a test does not care about need not be said. */
import type { CounterDecl } from "@evenhand/policy";
import { createIds } from "../../service/clock.js";
import type { Store } from "../../store/open-store.js";
import { createServiceCounters, type ServiceCounters } from "../service-counters.js";

export const HOUR = 3_600_000;
export const START = Date.UTC(2026, 10, 2);
export const LATENESS = 3_600_000;
export const clock = { now: () => START + 1e9 };
export const ids = createIds(clock);

export function makeDecl(name: string, overrides: Partial<CounterDecl> = {}): CounterDecl {
  const origin = { file: "evenhand.yaml", line: 1, column: 1 };
  const base = { value: undefined, where: undefined, windowMs: 24 * HOUR, cap: 1_000, doc: undefined, origin };
  return { name, on: ["post.created"], key: "actor.id", ...base, ...overrides };
}

export const DECLS: readonly CounterDecl[] = [
  makeDecl("posts", { windowMs: 3 * HOUR }),
  makeDecl("texts", { value: "item.group", windowMs: HOUR, cap: 12 }),
];

export function freshCounters(decls = DECLS): ServiceCounters {
  return createServiceCounters({ decls, latenessMs: LATENESS, clock });
}

/** Counts event number `event` under keys that follow from it. */
export function countEvent(counters: ServiceCounters, event: number, timeMs: number): void {
  if (counters.admit(`e${event}`, timeMs) !== "counted") return;
  counters.add(0, timeMs, `u${event % 7}`, undefined);
  if (event % 3 === 0) counters.add(1, timeMs, `t${event % 5}`, `g${event % 11}`);
}

/** Writes the open batch's row. */
export async function writeLog(store: Store, counters: ServiceCounters, id = ids.next()): Promise<void> {
  const row = counters.takeLog();
  if (row === undefined) return;
  await store.db
    .insertInto("counter_log")
    .values({ id, ...row })
    .execute();
}

/** Many readings as of a time. */
export function readings(counters: ServiceCounters, timeMs: number): readonly number[] {
  const keys = Array.from({ length: 7 }, (_, i) => i);
  return [1, 10, 55, 170].flatMap((minutes) =>
    keys.flatMap((i) => [
      counters.count(0, `u${i}`, minutes * 60_000, timeMs),
      counters.count(1, `t${i}`, Math.min(60, minutes) * 60_000, timeMs),
      counters.distinct(1, `t${i}`, Math.min(60, minutes) * 60_000, timeMs),
    ]),
  );
}
