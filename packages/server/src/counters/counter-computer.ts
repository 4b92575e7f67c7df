import { setImmediate as turn } from "node:timers/promises";
import { type CompiledPolicy, createEventCounting, type EventCounting } from "@evenhand/policy";
import type { Sealer } from "../quarantine/seal.js";
import type { Service } from "../service/service.js";
import { groupAdditions } from "./group-additions.js";
import { claimsOn } from "./log-claims.js";
import type { LogSection } from "./log-row.js";
import { logRow, type ServiceCounters } from "./service-counters.js";
import { readEvents, type StoredEvent } from "./stored-events.js";

/** Longest time that the event loop is held up at once, in milliseconds; one event more may come on top. */
const LONGEST_TURN_MS = 10;
/** Entries of one row of the log. */
const ROW_ENTRIES = 5_000;

export interface ComputerOptions {
  readonly service: Pick<Service, "store" | "ids">;
  readonly compiled: CompiledPolicy;
  /** New ones, of the same policy; nobody else uses them until the computing is done. */
  readonly counters: ServiceCounters;
  /** Positions of the counters to be computed. */
  readonly computed: ReadonlySet<number>;
  /** Events up to this id are in already. */
  readonly after: string;
  /** Events of this time and before have no bearing any more, milliseconds since the epoch. */
  readonly afterMs: number;
  /**
   * Where it begins from nothing: the newest event time in the log, milliseconds since the epoch. What the log holds of the
   * counters from earlier is then void.
   */
  readonly resetMs?: number | undefined;
  /** Whether it is for the policy that is about to decide: see `log-claims.ts`. */
  readonly entering: boolean;
  /** Opens the bodies of removed items; without one they are not counted. */
  readonly sealer?: Sealer | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((events: number) => void) | undefined;
}

/** What computing has come across so far. */
export interface ComputerReport {
  readonly events: number;
  readonly entries: number;
  /** Events whose body was erased or could not be opened: not counted. */
  readonly unreadable: number;
  /** Expressions that ended in an error: not counted under that counter. */
  readonly errors: number;
}

/** How far it has come. Replaced, never changed: a failure goes back to an earlier one. */
interface Position {
  /** The newest event that was looked at. */
  readonly after: string;
  /** Newest time counted, by which events are late: as it was when they were decided. */
  readonly newest: number;
  readonly events: number;
  readonly unreadable: number;
}

/** Computes counters from the stored events, and writes what it finds to the counter log as it goes. */
export class CounterComputer {
  readonly #options: ComputerOptions;
  readonly #counting: EventCounting;
  readonly #needsStanding: boolean;
  #at: Position;
  #entries = 0;
  #begun = false;
  #turnBegan = 0;
  /** Row whose transaction failed in a way that leaves open whether it was committed. */
  #uncertain: string | undefined;

  constructor(options: ComputerOptions) {
    this.#options = options;
    this.#counting = createEventCounting(options.compiled);
    const { decls } = options.counters.log;
    this.#needsStanding = [...options.computed].some((position) => {
      const { key, value = "", where = "" } = decls[position] as (typeof decls)[number];
      return /\b(standing|strikes)\b/.test(`${key}\n${value}\n${where}`);
    });
    this.#at = { after: options.after, newest: Number.NEGATIVE_INFINITY, events: 0, unreadable: 0 };
  }

  get report(): ComputerReport {
    const { errors } = this.#counting;
    return { events: this.#at.events, entries: this.#entries, unreadable: this.#at.unreadable, errors };
  }

  /**
   * Counts events until there are no more. What has been written stays in, where it fails: it can be called again.
   *
   * @throws Superseded
   * @param last whether no event can be added to those there are before the counters are used: then they are complete
   */
  async run(last: boolean): Promise<void> {
    const { memory } = this.#options.counters.log;
    if (!this.#begun) await this.#begin();
    for (;;) {
      const before = this.#at;
      memory.begin();
      try {
        const ended = await this.#fillRow();
        if (memory.additions.length > 0 || (ended && last)) {
          await this.#write(this.#sections({ reset: false, open: ended && last ? undefined : this.#at.after }));
        }
        this.#entries += memory.additions.length;
        memory.commit();
        if (ended) return;
      } catch (error) {
        memory.rollback();
        this.#at = before;
        throw error;
      }
    }
  }

  async #begin(): Promise<void> {
    const { service, entering, resetMs } = this.#options;
    claimsOn(service.store).claim(this, this.#definitions, entering);
    if (resetMs !== undefined) await this.#write(this.#sections({ reset: true, open: this.#at.after }), resetMs);
    this.#begun = true;
  }

  /** Counts events until a row is full. @returns whether there are no more */
  async #fillRow(): Promise<boolean> {
    const { service, afterMs, sealer, counters, signal, onProgress } = this.#options;
    this.#turnBegan = performance.now();
    while (counters.log.memory.additions.length < ROW_ENTRIES) {
      signal?.throwIfAborted();
      const query = { after: this.#at.after, afterMs, standing: this.#needsStanding };
      const { size, events } = await readEvents(service.store.db, query, sealer);
      if (size === 0) return true;
      this.#turnBegan = performance.now();
      for (const stored of events) {
        this.#at = this.#count(stored, this.#at);
        if (performance.now() - this.#turnBegan > LONGEST_TURN_MS) await this.#pause();
      }
      onProgress?.(this.#at.events);
    }
    return false;
  }

  async #pause(): Promise<void> {
    await turn();
    this.#turnBegan = performance.now();
  }

  #count({ id, event, receivedMs, standing }: StoredEvent, at: Position): Position {
    const next = { ...at, after: id, events: at.events + 1 };
    if (event === undefined) return { ...next, unreadable: at.unreadable + 1 };
    const { memory, latenessMs } = this.#options.counters.log;
    const entries = this.#counting.entries(event, standing);
    if (entries.length === 0) return next;
    const timeMs = Date.parse(event.time);
    // As it was when the event came: late, or dated after the clock of then.
    const late = timeMs < at.newest - latenessMs;
    const future = timeMs > at.newest && timeMs > receivedMs + latenessMs;
    if (late || future) return next;
    memory.advanceTo(timeMs);
    for (const { counter, key, value } of entries) {
      if (this.#options.computed.has(counter)) memory.add(counter, timeMs, key, value);
    }
    return { ...next, newest: Math.max(at.newest, timeMs) };
  }

  get #definitions(): readonly string[] {
    const { log } = this.#options.counters;
    return [...this.#options.computed].map((position) => log.head(position).definition);
  }

  /** A section for each computed counter, with what has been added since the row before. */
  #sections(marks: Pick<LogSection, "reset" | "open">): LogSection[] {
    const { log } = this.#options.counters;
    const added = new Map(
      groupAdditions(log.memory.additions, (counter) => log.head(counter)).map((s) => [s.definition, s.groups]),
    );
    return [...this.#options.computed].map((position) => {
      const head = log.head(position);
      return { ...head, ...marks, groups: added.get(head.definition) ?? [] };
    });
  }

  async #write(sections: readonly LogSection[], newestMs = this.#options.counters.log.memory.newest): Promise<void> {
    const { service } = this.#options;
    // In the same turn as the id is made: rows of whoever claims them after this come after this row.
    claimsOn(service.store).check(this, this.#definitions);
    const row = logRow(sections, { newest: Number.isFinite(newestMs) ? newestMs : 0, deflate: true });
    const id = service.ids.next();
    const uncertain = this.#uncertain;
    this.#uncertain = id;
    await service.store.db.transaction().execute(async (tx) => {
      if (uncertain !== undefined) await tx.deleteFrom("counter_log").where("id", "=", uncertain).execute();
      await tx
        .insertInto("counter_log")
        .values({ id, ...row })
        .execute();
    });
    this.#uncertain = undefined;
  }
}
