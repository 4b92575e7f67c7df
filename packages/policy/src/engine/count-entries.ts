import type { Event } from "@evenhand/contract";
import type { CompiledPolicy } from "../compile-policy.js";
import { Facts, type Standing } from "../facts/facts.js";
import { RecordedReader } from "./counter-readers.js";
import { counterEntry, isSeveral } from "./engine.js";
import { LiveSignalReader } from "../signals/signal-readers.js";
import { EventHost } from "./event-host.js";

/** One key under which a counter counts an event; a counter with a list of keys has several. */
export interface CountedEntry {
  /** Position in the policy's counters. */
  readonly counter: number;
  readonly key: string;
  readonly value: string | undefined;
}

/** What deciding an event would add to the counters, without deciding it. */
export interface EventCounting {
  /**
   * Evaluates the counters' expressions over one event.
   *
   * @param standing the account's, as it was recorded with the event's decision; the best level where it is not given
   * @returns what is to be added once the event is admitted; what ended in an error is left out
   */
  entries(event: Event, standing?: Standing): readonly CountedEntry[];
  /** Expressions that ended in an error so far. */
  readonly errors: number;
}

/** Creates an {@link EventCounting} over a compiled policy, for counters that have to be computed from stored events. */
export function createEventCounting(compiled: CompiledPolicy): EventCounting {
  const frame = compiled.plan.frame();
  // Expressions of counters read no counters: the checker refuses it.
  // Nor live banks, so that counts are the same whenever they are computed.
  const signals = new LiveSignalReader(compiled.signals, undefined);
  const host = new EventHost(signals, new RecordedReader(compiled.policy.counters, []));
  const best: Standing = { level: compiled.policy.standing[0]?.level ?? "good", strikes: 0 };
  let errors = 0;
  return {
    entries(event, standing = best) {
      const facts = new Facts(event, () => standing);
      signals.start(facts.timeMs);
      frame.load(facts as unknown as Record<string, unknown>, host);
      const found: CountedEntry[] = [];
      for (const plan of compiled.plan.counters(event.type)) {
        const entry = counterEntry(plan, frame);
        if (entry === undefined) continue;
        if (entry === "error") errors += 1;
        else for (const one of isSeveral(entry) ? entry : [entry]) found.push({ counter: plan.index, ...one });
      }
      return found;
    },
    get errors() {
      return errors;
    },
  };
}
