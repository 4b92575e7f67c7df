/** The one place where events are decided: batch after batch, each in one transaction that concurrent requests share. */
import { EvenhandError } from "@evenhand/contract";
import type { ExternalClassifiers } from "../classifiers/external-classifiers.js";
import type { KnownAnswers } from "../classifiers/known-answers.js";
import type { ServiceCounters } from "../counters/service-counters.js";
import type { IntakeEvent } from "../intake/intake-event.js";
import { createSealer, type Sealer } from "../quarantine/seal.js";
import { inTransaction, type Service } from "../service/service.js";
import { createStatementLinks, type StatementLinks } from "../statements/statement-link.js";
import { isStoreUnavailable } from "../store/store-unavailable.js";
import { decideBatch, type EventResult, PolicySwitched } from "./decide-batch.js";
import type { EngineSlot } from "./engine-slot.js";
import { IntakeQueue } from "./intake-queue.js";
import { Preparation, type Prepared, stopping, together, UNPREPARED } from "./preparation.js";

/** What decides now: a policy's engine, and the counters that it reads. */
export interface Deciding {
  readonly slot: EngineSlot;
  readonly counters: ServiceCounters;
}

export interface DeciderOptions {
  readonly service: Service;
  /** This process's number among those that have decided on the database; see `claim-deciding.ts`. */
  readonly epoch: number;
  /** Asked where another policy has come into force than the one that decides: brings it, or rejects. */
  readonly onSwitched: () => Promise<void>;
  /** Asked before events are decided, where a policy has some. */
  readonly classifiers: ExternalClassifiers;
}

interface Submission {
  readonly size: number;
  readonly events: readonly IntakeEvent[];
  readonly prepared: Prepared;
  readonly since: number;
  readonly resolve: (results: readonly EventResult[]) => void;
  readonly reject: (error: unknown) => void;
}

const POLICY_RETRIES = 50;
const POLICY_RETRY_MS = 20;

export class Decider implements AsyncDisposable {
  readonly #service: Service;
  readonly #epoch: number;
  readonly #onSwitched: () => Promise<void>;
  readonly #preparation: Preparation;
  readonly #queue: IntakeQueue<Submission>;
  readonly #sealer: Sealer;
  readonly #links: StatementLinks;
  #deciding: Deciding | undefined;
  #next: (() => Promise<Deciding>) | undefined;
  #running: Promise<void> | undefined;
  #stopping = false;
  /** Set while nobody knows whether the last batch was committed: its first event tells. */
  #uncertain: IntakeEvent | undefined;

  constructor({ service, epoch, onSwitched, classifiers }: DeciderOptions) {
    this.#service = service;
    this.#epoch = epoch;
    this.#onSwitched = onSwitched;
    this.#preparation = new Preparation(service, classifiers);
    this.#queue = new IntakeQueue(service.config.intake.queueEvents);
    this.#sealer = createSealer(service.config);
    this.#links = createStatementLinks(service.config);
  }

  /** What decides now; undefined before the first policy. */
  get deciding(): Deciding | undefined {
    return this.#deciding;
  }

  /**
   * What decides, with a policy that was published since the last event taken over: for drafts, which have no batch that would.
   * Undefined before the first policy.
   */
  async upToDate(): Promise<Deciding | undefined> {
    while (this.#next !== undefined && !this.#stopping) {
      if (this.#running === undefined) {
        const entering = this.#enter();
        this.#keepRunning(entering.catch(() => undefined));
        await entering;
      } else {
        // What is under way takes it over before its next batch.
        await new Promise((resolve) => setTimeout(resolve, POLICY_RETRY_MS));
      }
    }
    return this.#deciding;
  }

  /** Events waiting, for classifiers or to be decided. */
  get waiting(): number {
    return this.#queue.events;
  }

  /** Sets what decides, before the first event. */
  use(deciding: Deciding): void {
    this.#deciding = deciding;
  }

  /**
   * Has something else decide from the next batch on. `make` runs while no batch is under way, and events wait for it; where
   * it fails, it is asked again before the next batch.
   */
  switchTo(make: () => Promise<Deciding>): void {
    this.#next = make;
  }

  /**
   * Decides events. The promise is kept after their commit; the results stand in the order of the events.
   *
   * @throws EvenhandError EH_INTAKE_FULL, EH_INTAKE_STOPPING, EH_POLICY_NONE: nothing was taken
   */
  async submit(events: readonly IntakeEvent[]): Promise<readonly EventResult[]> {
    if (this.#stopping) throw stopping();
    if (events.length === 0) return [];
    const since = performance.now();
    const deciding = this.#deciding;
    // Where nothing has to be asked, nothing is waited for: the events are in the queue when this returns.
    const prepared =
      deciding === undefined
        ? UNPREPARED
        : (this.#preparation.ready(deciding, events) ?? (await this.#prepareBeside(deciding, events)));
    return new Promise((resolve, reject) => {
      this.#queue.push({ size: events.length, events, prepared, since, resolve, reject });
      this.#service.metrics.queueDepth.set(this.#queue.events);
      this.#start();
    });
  }

  /**
   * Refuses events that still wait for a classifier, and those that would have to: nobody has acknowledged them yet, and they can be
   * sent again.
   */
  endAsking(): void {
    this.#preparation.end();
  }

  /** Decides what was accepted, and refuses everything else from now on. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping = true;
    this.endAsking();
    await this.#preparation.settled();
    while (this.#running !== undefined) await this.#running;
  }

  /** Has classifiers asked, beside the queue, so that a slow one keeps no other request waiting. */
  async #prepareBeside(deciding: Deciding, events: readonly IntakeEvent[]): Promise<Prepared> {
    const held = { size: events.length };
    this.#queue.hold(held);
    this.#service.metrics.queueDepth.set(this.#queue.events);
    try {
      return await this.#preparation.ask(deciding, events);
    } finally {
      this.#queue.release(held);
    }
  }

  #start(): void {
    if (this.#running === undefined) this.#keepRunning(this.#run());
  }

  /** One thing at a time: what has come meanwhile follows. */
  #keepRunning(work: Promise<void>): void {
    this.#running = work.finally(() => {
      this.#running = undefined;
      if (!this.#queue.empty) this.#start();
    });
  }

  async #run(): Promise<void> {
    while (!this.#queue.empty) {
      const batch = this.#queue.take(this.#service.config.intake.batchEvents);
      this.#service.metrics.queueDepth.set(this.#queue.events);
      if (batch.length > 0) await this.#runBatch(batch);
    }
  }

  async #runBatch(batch: readonly Submission[]): Promise<void> {
    const events = batch.flatMap((submission) => submission.events);
    const { metrics } = this.#service;
    let results: readonly EventResult[];
    try {
      metrics.batchEvents.observe(events.length);
      results = await this.#decideSplitting(events, together(batch.map(({ prepared }) => prepared)));
    } catch (error) {
      for (const submission of batch) submission.reject(error);
      return;
    }
    let from = 0;
    for (const submission of batch) {
      const mine = results.slice(from, from + submission.size);
      from += submission.size;
      metrics.decideSeconds.observe((performance.now() - submission.since) / 1_000);
      for (const result of mine) {
        if (result.ok) metrics.decisions.inc({ outcome: result.answer.decision.outcome });
        else metrics.refused.inc({ code: result.error.code });
      }
      submission.resolve(mine);
    }
  }

  /** One event that the database refuses must not sink the others: a batch that fails is halved until it is found. */
  async #decideSplitting(events: readonly IntakeEvent[], prepared: Prepared): Promise<readonly EventResult[]> {
    try {
      return await this.#decide(events, prepared);
    } catch (error) {
      if (isStoreUnavailable(error) || (error instanceof EvenhandError && !isOfOneEvent(error))) throw error;
      if (events.length === 1) {
        const [intake] = events;
        this.#service.log.error({ err: error, event: intake?.event.type }, "an event could not be recorded");
        return [{ ok: false, error: unrecordable(error) }];
      }
      const half = events.length >>> 1;
      const first = await this.#decideSplitting(events.slice(0, half), prepared);
      return [...first, ...(await this.#decideSplitting(events.slice(half), prepared))];
    }
  }

  async #decide(events: readonly IntakeEvent[], before: Prepared): Promise<readonly EventResult[]> {
    let prepared = before;
    for (let attempt = 0; ; attempt++) {
      await this.#enter();
      // Where the policy has changed, all wait for classifiers this once.
      prepared = await this.#preparation.renew(prepared, this.#needDeciding(), events);
      try {
        return await this.#decideOnce(events, prepared.answers);
      } catch (error) {
        if (!(error instanceof PolicySwitched) || attempt === POLICY_RETRIES) throw error;
        // The switch follows right after the publishing transaction; where another process published, we fetch it.
        await new Promise((resolve) => setTimeout(resolve, POLICY_RETRY_MS));
        await this.#onSwitched();
      }
    }
  }

  async #decideOnce(
    events: readonly IntakeEvent[],
    answers: KnownAnswers | undefined,
  ): Promise<readonly EventResult[]> {
    const { slot, counters } = this.#needDeciding();
    const service = this.#service;
    const { config } = service;
    const end = service.metrics.commitSeconds.startTimer();
    let committing = false;
    counters.startBatch();
    slot.scores.answers = answers;
    try {
      const results = await inTransaction(service, async (tx) => {
        const made = await decideBatch(
          tx,
          {
            slot,
            counters,
            epoch: this.#epoch,
            ids: service.ids,
            sealer: this.#sealer,
            links: this.#links,
            nowMs: service.clock.now(),
            appealDays: config.statements.appealDays,
            territory: config.statements.territory,
            reachCheckpoints: config.reachCheckpoints,
          },
          events,
        );
        committing = true;
        return made;
      });
      counters.commitBatch();
      end();
      return results;
    } catch (error) {
      // A connection that breaks during the commit leaves open whether it happened. Until that is known, what the batch
      // counted is neither kept nor taken back.
      if (committing && !isServersAnswer(error)) this.#uncertain = events[0];
      else counters.rollbackBatch();
      throw error;
    } finally {
      slot.scores.answers = undefined;
    }
  }

  /** Before anything is decided: settles the last batch, and changes over to what decides next. */
  async #enter(): Promise<void> {
    await this.#settle();
    const make = this.#next;
    if (make === undefined) return;
    this.#deciding = await make();
    if (this.#next === make) this.#next = undefined;
  }

  /** Finds out what became of a batch whose commit nobody saw. */
  async #settle(): Promise<void> {
    const first = this.#uncertain;
    if (first === undefined) return;
    const { counters } = this.#needDeciding();
    const { source, id } = first.event;
    const row = await this.#service.store.db
      .selectFrom("event_keys")
      .select("body_hash")
      .where("source", "=", source)
      .where("event_id", "=", id)
      .executeTakeFirst();
    if (row === undefined) counters.rollbackBatch();
    else counters.commitBatch();
    this.#uncertain = undefined;
  }

  #needDeciding(): Deciding {
    if (this.#deciding === undefined) {
      throw new EvenhandError("EH_POLICY_NONE", "No policy is in force. Publish one: `evenhand policy publish DIR`.");
    }
    return this.#deciding;
  }
}

/** Errors that one event of a batch causes; all others concern the whole service. */
function isOfOneEvent(error: EvenhandError): boolean {
  return error.code.startsWith("EH_EVENT_");
}

function unrecordable(cause: unknown): EvenhandError {
  return new EvenhandError(
    "EH_EVENT_UNRECORDABLE",
    "The event was understood, and could not be recorded. Nothing of it was kept; the service's log says why.",
    [],
    { cause },
  );
}

/** Whether the server itself said no, by a SQLSTATE: then nothing was committed. */
function isServersAnswer(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && !isStoreUnavailable(error);
}
