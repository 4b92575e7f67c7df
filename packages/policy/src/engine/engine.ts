import { type Frame, isCelError } from "@evenhand/cel";
import type { Event } from "@evenhand/contract";
import type { CompiledPolicy } from "../compile-policy.js";
import type { CounterStore } from "../counters/counter-store.js";
import { explain, type Explanation } from "../explain/explain.js";
import { Facts } from "../facts/facts.js";
import type { CounterPlan } from "../plan/compiled-counter.js";
import { givesStrikes } from "../standing/gives-strikes.js";
import type { StandingBook } from "../standing/standing-book.js";
import { counterKey, counterKeys } from "./counter-key.js";
import { LiveReader } from "./counter-readers.js";
import { DecisionMaker } from "./evaluate-event.js";
import type { LiveSources } from "../signals/live-sources.js";
import { LiveSignalReader } from "../signals/signal-readers.js";
import { EventHost } from "./event-host.js";
import type { DecisionRecord } from "./recorded-facts.js";

/** Where an engine's facts come from. In memory for the command line and tests; the service brings durable ones. */
export interface FactSources {
  readonly counters: CounterStore;
  readonly standing: StandingBook;
  /** Live banks and external classifiers. Without them, banks hold what the policy version has, and external classifiers are unavailable. */
  readonly live?: LiveSources;
}

export interface EngineStats {
  readonly events: number;
  /** Counter expressions that ended in an error, so that the event was not counted under them. */
  readonly counterErrors: number;
}

/** Decides events one after the other. */
export interface Engine {
  /**
   * Counts the event, reads the account's standing, evaluates the policy, and gives the strikes of what a machine
   * carried out. Deciding the same event again counts nothing and strikes nothing.
   */
  decide(event: Event): DecisionRecord;
  /**
   * Explains one detector for the event that was decided last, with counters and live banks as they are now.
   *
   * @returns undefined where the policy has no such detector
   */
  explain(record: DecisionRecord, detectorId: string): Explanation | undefined;
  stats(): EngineStats;
}

/** Creates an engine over a compiled policy. One engine decides one event at a time. */
export function createEngine(compiled: CompiledPolicy, { counters, standing, live }: FactSources): Engine {
  const maker = new DecisionMaker(compiled);
  const reader = new LiveReader(compiled.policy.counters, counters);
  const signals = new LiveSignalReader(compiled.signals, live);
  const host = new EventHost(signals, reader);
  const frame = compiled.plan.frame();
  const best = compiled.policy.standing[0]?.level ?? "good";
  const strikes = new Map(compiled.policy.clauses.map((clause) => [clause.id, clause.strikes]));
  let events = 0;
  let counterErrors = 0;

  function countEvent(event: Event, timeMs: number, plans: readonly CounterPlan[]): void {
    let admitted = false;
    for (const plan of plans) {
      const entry = counterEntry(plan, frame);
      if (entry === undefined) continue;
      if (entry === "error") {
        counterErrors += 1;
        continue;
      }
      // Asked once, and only for events that some counter counts.
      admitted ||= counters.admit(`${event.source}\n${event.id}`, timeMs) === "counted";
      if (!admitted) return;
      if (isSeveral(entry)) for (const { key, value } of entry) counters.add(plan.index, timeMs, key, value);
      else counters.add(plan.index, timeMs, entry.key, entry.value);
    }
  }

  return {
    decide(event) {
      events += 1;
      const { actor } = event.data;
      const facts = new Facts(event, (time) =>
        actor === undefined ? { level: best, strikes: 0 } : standing.at(actor.id, time),
      );
      frame.load(facts as unknown as Record<string, unknown>, host);
      reader.start(facts.timeMs);
      signals.start(facts.timeMs);
      countEvent(event, facts.timeMs, compiled.plan.counters(event.type));
      const decision = maker.decide(event, facts, frame, host, facts.standing.level);
      if (actor !== undefined) {
        for (const measure of decision.measures) {
          const spec = strikes.get(measure.clause);
          if (spec === undefined || !givesStrikes(measure.kind)) continue;
          standing.add({
            account: actor.id,
            clause: measure.clause,
            count: spec.count,
            at: facts.timeMs,
            expiresAt: facts.timeMs + spec.expiresMs,
            event: `${event.source}\n${event.id}`,
          });
        }
      }
      const noted = signals.live;
      const recorded = { standing: facts.standing, counters: reader.readings };
      return { event, facts: noted === undefined ? recorded : { ...recorded, live: noted }, decision };
    },
    explain: (record, detectorId) =>
      explain(compiled, record.event, record.facts.standing, new EventHost(signals, reader), detectorId),
    stats: () => ({ events, counterErrors }),
  };
}

/** Under what a counter counts an event. */
export interface CounterEntry {
  readonly key: string;
  readonly value: string | undefined;
}

/** Whether an event is counted under the keys of a list. */
export function isSeveral(entry: CounterEntry | readonly CounterEntry[]): entry is readonly CounterEntry[] {
  return Array.isArray(entry);
}

/**
 * Under what the event that `frame` is loaded with is counted; undefined where it is not. One entry, or of a key that is a list one for
 * each element: most keys are no lists, and every event goes through here.
 */
export function counterEntry(
  plan: CounterPlan,
  frame: Frame,
): CounterEntry | readonly CounterEntry[] | "error" | undefined {
  frame.cost = 0;
  const where = plan.where === undefined ? true : plan.where(frame);
  if (where === false) return undefined;
  if (where !== true) return "error";
  frame.cost = 0;
  const rawKey = plan.key(frame);
  if (isCelError(rawKey)) return "error";
  const keys = Array.isArray(rawKey) ? counterKeys(rawKey) : counterKey(rawKey);
  if (keys === undefined) return Array.isArray(rawKey) ? "error" : undefined;
  if (keys.length === 0) return undefined;
  if (plan.value === undefined) return entryOf(keys, undefined);
  frame.cost = 0;
  const rawValue = plan.value(frame);
  if (isCelError(rawValue)) return "error";
  const value = counterKey(rawValue);
  return value === undefined ? undefined : entryOf(keys, value);
}

function entryOf(keys: string | readonly string[], value: string | undefined): CounterEntry | readonly CounterEntry[] {
  return typeof keys === "string" ? { key: keys, value } : keys.map((key) => ({ key, value }));
}
