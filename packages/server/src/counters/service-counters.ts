import {
  type Admission,
  type Clock,
  type CounterDecl,
  counterDefinition,
  type CounterStats,
  type CounterStore,
  createRevocableCounters,
  DEFAULT_MAX_ENTRIES,
  type RevocableCounters,
} from "@evenhand/policy";
import { encodeLog } from "./encode-log.js";
import { groupAdditions } from "./group-additions.js";
import { countEntries, type LogSection } from "./log-row.js";

export interface ServiceCountersOptions {
  /** The policy's counters, in its order: the engine names them by position. */
  readonly decls: readonly CounterDecl[];
  /** The policy's: how far behind the newest event an event may be and still be counted. */
  readonly latenessMs: number;
  readonly clock: Clock;
  /** Most times held over all counters and keys. Default `DEFAULT_MAX_ENTRIES` of the policy package. */
  readonly maxEntries?: number | undefined;
}

/** What a batch added: the columns of its row in `counter_log`, but the id. */
export interface LogRow {
  readonly newest: Date;
  readonly entries: number;
  readonly payload: Buffer;
}

/**
 * The service's counters: in memory, and in the transaction that records the events.
 *
 * One batch at a time: {@link startBatch}; decide its events; {@link takeLog} and insert the row into `counter_log` in the
 * batch's transaction, under an id from `service.ids`; then {@link commitBatch} once it is committed, or
 * {@link rollbackBatch} once it is not. Which events are repeats is for the caller to find out before deciding: here every
 * event that is not late counts.
 */
export interface ServiceCounters extends CounterStore {
  /** @throws TypeError where a batch is open */
  startBatch(): void;
  /** What the open batch has added so far; undefined where that is nothing, and no row is needed. */
  takeLog(): LogRow | undefined;
  commitBatch(): void;
  /** Everything that the batch added is gone, exactly: see `RevocableCounters` of the policy package. */
  rollbackBatch(): void;
  /** While on, no event counts: for items that are decided again. Counts are read as ever. */
  admitNothing(on: boolean): void;
  /**
   * Runs `work`, which must not wait for anything, and takes back what it counted: for `check`, which decides a draft as if
   * it had been sent. Inside an open batch or outside of one; the batch's row does not hold it.
   */
  attempt<T>(work: () => T): T;
  /** What `loadCounters`, `backfillCounters` and `compactCounterLog` need; nobody else. */
  readonly log: CounterLogAccess;
}

/** What of a section belongs to the counter and not to the row. */
export type SectionName = Pick<LogSection, "definition" | "keepMs">;

export interface CounterLogAccess {
  readonly memory: RevocableCounters;
  readonly decls: readonly CounterDecl[];
  /** Position by definition. */
  readonly positions: ReadonlyMap<string, number>;
  readonly latenessMs: number;
  readonly maxEntries: number;
  readonly clock: Clock;
  /**
   * How long rows of the log are of use after their newest time, in milliseconds: the longest window and the lateness, of
   * this policy and of any that is being prepared.
   */
  keepMs: number;
  /** The head of a counter's sections. */
  head(counter: number): SectionName;
}

/** Creates the service's counters, empty: `loadCounters` fills them. */
export function createServiceCounters(options: ServiceCountersOptions): ServiceCounters {
  const { decls, latenessMs, clock, maxEntries = DEFAULT_MAX_ENTRIES } = options;
  const memory = createRevocableCounters(decls, { clock, latenessMs, maxEntries });
  const heads = decls.map((decl) => ({ definition: counterDefinition(decl), keepMs: decl.windowMs + latenessMs }));
  const positions = new Map(heads.map(({ definition }, position) => [definition, position]));
  const longest = decls.reduce((most, decl) => Math.max(most, decl.windowMs), 0);
  const head = (counter: number): SectionName => heads[counter] as (typeof heads)[number];
  const log: CounterLogAccess = {
    memory,
    decls,
    positions,
    latenessMs,
    maxEntries,
    clock,
    keepMs: longest + latenessMs,
    head,
  };
  let nothing = false;
  return {
    admit: (eventKey, timeMs): Admission => (nothing ? "duplicate" : memory.admit(eventKey, timeMs)),
    add: (counter, timeMs, key, value) => memory.add(counter, timeMs, key, value),
    count: (counter, key, windowMs, timeMs) => memory.count(counter, key, windowMs, timeMs),
    distinct: (counter, key, windowMs, timeMs) => memory.distinct(counter, key, windowMs, timeMs),
    stats: (): CounterStats => memory.stats(),
    startBatch: () => memory.begin(),
    takeLog: () => (memory.additions.length === 0 ? undefined : logRow(groupAdditions(memory.additions, head))),
    commitBatch: () => memory.commit(),
    rollbackBatch: () => memory.rollback(),
    admitNothing(on) {
      nothing = on;
    },
    attempt: (work) => memory.attempt(work),
    log,
  };
}

/** A row of these sections. @param newest at least this, milliseconds since the epoch */
export function logRow(
  sections: readonly LogSection[],
  { newest = Number.NEGATIVE_INFINITY, deflate = false }: { readonly newest?: number; readonly deflate?: boolean } = {},
): LogRow {
  let latest = newest;
  for (const { groups } of sections) for (const { times } of groups) latest = Math.max(latest, times.at(-1) as number);
  return { newest: new Date(latest), entries: countEntries(sections), payload: encodeLog(sections, { deflate }) };
}
