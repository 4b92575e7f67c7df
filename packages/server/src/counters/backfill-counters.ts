import type { CompiledPolicy } from "@evenhand/policy";
import { sql } from "kysely";
import type { Sealer } from "../quarantine/seal.js";
import type { Service } from "../service/service.js";
import type { Reader } from "../store/transaction.js";
import { uuidFloor } from "../store/partitions.js";
import { CounterComputer, type ComputerReport } from "./counter-computer.js";
import { createServiceCounters, type ServiceCounters } from "./service-counters.js";

export type BackfillService = Pick<Service, "store" | "ids" | "clock">;

export interface BackfillOptions {
  /** Opens the bodies of removed items; without one they are not counted. */
  readonly sealer?: Sealer | undefined;
  readonly maxEntries?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told how many stored events have been looked at. */
  readonly onProgress?: ((events: number) => void) | undefined;
}

export interface Backfill {
  /** Names of the counters that go on as they are, because their definition has not changed. */
  readonly carried: readonly string[];
  /** Names of those that are computed from the stored events of their window. */
  readonly computed: readonly string[];
  report(): ComputerReport;
  /**
   * Brings the counters up to the last committed event and takes the carried ones over from the current counters, which are
   * empty of them afterwards. Only while no batch is open, and none may be decided by the current counters afterwards. Where it
   * fails, the current counters are as they were, and it can be called again.
   *
   * @returns the counters of the next engine
   */
  finish(): Promise<ServiceCounters>;
}

/**
 * Prepares the counters of the policy that comes next, while the current one goes on deciding.
 *
 * Counters with the same definition in both policies are carried over. All others are computed from the stored events of
 * their window, in the order in which those were decided, and written to the counter log under their own definition; what the
 * log holds of that definition from earlier, with a hole since, is voided. The event loop is never held up for longer than
 * about 10 ms.
 *
 * No event is missed or counted twice, by this protocol:
 *
 * 1. `backfillCounters` computes up to the newest event that is committed, X, while batches go on. Its rows say `open: X`.
 * 2. The policy is published. From that commit on no batch of the current engine commits any more (`lockInForce`).
 * 3. Before its next batch the decider calls `finish()`: events after X are added, and a row says that the counters are
 *    complete. Only then are they used, and logged with each batch.
 *
 * A process that ends between 2 and 3 finds `open: X` at its start, and `startCounters` does what `finish()` would have done.
 * Where publishing fails after 1, the rows are of a definition that nobody uses, and expire.
 *
 * @param current the counters that decide now; undefined before the first policy
 * @example
 * book.onSwitch(async (next) => {
 *   const backfill = await backfillCounters(service, next, decider.deciding?.counters, { sealer });
 *   return () => decider.switchTo(async () => {
 *     const counters = await backfill.finish();
 *     return { slot: createEngineSlot(next, counters), counters };
 *   });
 * });
 */
export async function backfillCounters(
  service: BackfillService,
  compiled: CompiledPolicy,
  current: ServiceCounters | undefined,
  options: BackfillOptions = {},
): Promise<Backfill> {
  const { counters: decls, latenessMs } = compiled.policy;
  const maxEntries = options.maxEntries ?? current?.log.maxEntries;
  const next = createServiceCounters({ decls, latenessMs, clock: service.clock, maxEntries });
  const pairs: { readonly from: number; readonly to: number }[] = [];
  const computed = new Set<number>();
  for (const [definition, to] of next.log.positions) {
    const from = current?.log.positions.get(definition);
    if (from === undefined) computed.add(to);
    else pairs.push({ from, to });
  }
  // What is written from here on must not be taken for expired.
  if (current !== undefined) current.log.keepMs = Math.max(current.log.keepMs, next.log.keepMs);
  const computer = await startComputing(service, compiled, next, computed, current?.log.memory.newest, options);
  await computer?.run(false);
  let finished = false;
  const nameOf = (position: number): string => (decls[position] as (typeof decls)[number]).name;
  return {
    carried: pairs.map(({ to }) => nameOf(to)),
    computed: [...computed].map(nameOf),
    report: () => computer?.report ?? { events: 0, entries: 0, unreadable: 0, errors: 0 },
    async finish() {
      if (finished) return next;
      await computer?.run(true);
      finished = true;
      if (current === undefined) return next;
      const { memory } = current.log;
      for (const { from, to } of pairs) next.log.memory.takeOver(to, memory, from);
      next.log.memory.advanceTo(memory.newest, memory.horizon);
      return next;
    },
  };
}

/** Begins to compute counters from nothing; undefined where there are none to compute. */
export async function startComputing(
  service: BackfillService,
  compiled: CompiledPolicy,
  counters: ServiceCounters,
  computed: ReadonlySet<number>,
  newestMs: number | undefined,
  options: BackfillOptions,
): Promise<CounterComputer | undefined> {
  if (computed.size === 0) return undefined;
  const newest = newestMs !== undefined && Number.isFinite(newestMs) ? newestMs : await newestEvent(service.store.db);
  const longest = Math.max(...[...computed].map((position) => counters.log.head(position).keepMs));
  const afterMs = newest === undefined ? 0 : newest - longest;
  // An event received before this could only lie in the window if it was dated in the future, and then it was not counted.
  const after = uuidFloor(Math.max(0, afterMs - counters.log.latenessMs));
  const computer = new CounterComputer({ ...options, service, compiled, counters, computed, after, afterMs });
  await computer.begin(newest ?? 0);
  return computer;
}

/** Time of the newest stored event, milliseconds since the epoch. */
async function newestEvent(db: Reader): Promise<number | undefined> {
  const { rows } = await sql<{ newest: Date | null }>`
    select max(time) as newest from events where cause is null`.execute(db);
  return rows[0]?.newest?.getTime();
}
