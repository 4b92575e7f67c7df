import type { CompiledPolicy } from "@evenhand/policy";
import { sql } from "kysely";
import type { Sealer } from "../quarantine/seal.js";
import type { Service } from "../service/service.js";
import type { Reader } from "../store/transaction.js";
import { uuidFloor } from "../store/partitions.js";
import { CounterComputer, type ComputerReport } from "./counter-computer.js";
import { claimsOn, Superseded } from "./log-claims.js";
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

/** Options, and whether it is for the policy that is about to decide. */
export interface ComputingOptions extends BackfillOptions {
  readonly entering: boolean;
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
   * Where another policy has been prepared or has begun to decide since the preparation, all of it is done again: events wait
   * for that long.
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
 * @param current gives the counters that decide now; undefined before the first policy
 * @example
 * book.onSwitch(async (next) => {
 *   const backfill = await backfillCounters(service, next, () => decider.deciding?.counters, { sealer });
 *   return () => decider.switchTo(async () => {
 *     const counters = await backfill.finish();
 *     return { slot: createEngineSlot(next, counters), counters };
 *   });
 * });
 */
export async function backfillCounters(
  service: BackfillService,
  compiled: CompiledPolicy,
  current: () => ServiceCounters | undefined,
  options: BackfillOptions = {},
): Promise<Backfill> {
  const claims = claimsOn(service.store);
  let prepared = await prepare(service, compiled, current(), { ...options, entering: false });
  let finished = false;
  return {
    get carried() {
      return prepared.pairs.map(({ to }) => nameOf(compiled, to));
    },
    get computed() {
      return [...prepared.computed].map((position) => nameOf(compiled, position));
    },
    report: () => prepared.computer?.report ?? { events: 0, entries: 0, unreadable: 0, errors: 0 },
    async finish() {
      if (finished) return prepared.next;
      claims.enter(prepared.next.log.positions.keys());
      const upToDate = current() === prepared.from && (await complete(prepared));
      if (!upToDate) {
        prepared = await prepare(service, compiled, current(), { ...options, entering: true });
        await prepared.computer?.run(true);
      }
      finished = true;
      const { next, from, pairs } = prepared;
      if (from === undefined) return next;
      const { memory } = from.log;
      for (const pair of pairs) next.log.memory.takeOver(pair.to, memory, pair.from);
      next.log.memory.advanceTo(memory.newest, memory.horizon);
      return next;
    },
  };
}

interface Prepared {
  readonly next: ServiceCounters;
  /** The counters that decided then. */
  readonly from: ServiceCounters | undefined;
  /** Positions of carried counters in both. */
  readonly pairs: readonly { readonly from: number; readonly to: number }[];
  readonly computed: ReadonlySet<number>;
  readonly computer: CounterComputer | undefined;
  /** Another policy got in between: all of this has to be done again. */
  readonly superseded: boolean;
}

/** @returns whether what was prepared could be used */
async function complete({ computer, superseded }: Prepared): Promise<boolean> {
  if (superseded) return false;
  return computer === undefined || unlessSuperseded(computer.run(true));
}

/** @returns false where it was superseded */
async function unlessSuperseded(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof Superseded) return false;
    throw error;
  }
}

async function prepare(
  service: BackfillService,
  compiled: CompiledPolicy,
  from: ServiceCounters | undefined,
  options: ComputingOptions,
): Promise<Prepared> {
  const { counters: decls, latenessMs } = compiled.policy;
  const maxEntries = options.maxEntries ?? from?.log.maxEntries;
  const next = createServiceCounters({ decls, latenessMs, clock: service.clock, maxEntries });
  const pairs: { readonly from: number; readonly to: number }[] = [];
  const computed = new Set<number>();
  for (const [definition, to] of next.log.positions) {
    const before = from?.log.positions.get(definition);
    if (before === undefined) computed.add(to);
    else pairs.push({ from: before, to });
  }
  // What is written from here on must not be taken for expired.
  if (from !== undefined) from.log.keepMs = Math.max(from.log.keepMs, next.log.keepMs);
  const base = { next, from, pairs, computed };
  if (computed.size === 0) return { ...base, computer: undefined, superseded: false };
  const computer = await createComputer(service, compiled, next, computed, from?.log.memory.newest, options);
  const superseded = !(await unlessSuperseded(computer.run(false)));
  return { ...base, computer, superseded };
}

function nameOf({ policy }: CompiledPolicy, position: number): string {
  return (policy.counters[position] as CompiledPolicy["policy"]["counters"][number]).name;
}

/**
 * Makes a computer that begins from nothing.
 *
 * @param computed positions of the counters, at least one
 * @param newestMs the newest event's time; undefined where it is not known
 */
export async function createComputer(
  service: BackfillService,
  compiled: CompiledPolicy,
  counters: ServiceCounters,
  computed: ReadonlySet<number>,
  newestMs: number | undefined,
  options: ComputingOptions,
): Promise<CounterComputer> {
  const newest = newestMs !== undefined && Number.isFinite(newestMs) ? newestMs : await newestEvent(service.store.db);
  const longest = Math.max(...[...computed].map((position) => counters.log.head(position).keepMs));
  const afterMs = newest === undefined ? 0 : newest - longest;
  // An event received before this could only lie in the window if it was dated in the future, and then it was not counted.
  const after = uuidFloor(Math.max(0, afterMs - counters.log.latenessMs));
  return new CounterComputer({
    ...options,
    service,
    compiled,
    counters,
    computed,
    after,
    afterMs,
    resetMs: newest ?? 0,
  });
}

/** Time of the newest stored event, milliseconds since the epoch. */
async function newestEvent(db: Reader): Promise<number | undefined> {
  const { rows } = await sql<{ newest: Date | null }>`
    select max(time) as newest from events where cause is null`.execute(db);
  return rows[0]?.newest?.getTime();
}
