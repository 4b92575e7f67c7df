/**
 * No engine: each event is counted and every fact that the detectors read is derived once, and no condition is evaluated.
 * What this takes, every engine of the comparison takes too, so it bounds what any of them could reach.
 */
import { countEvent, ResettableCounters } from "../facts/counters.js";
import { EventFacts } from "../facts/event-facts.js";
import { flattener } from "../facts/fields.js";
import type { Conditions } from "../generate/condition.js";
import type { Competitor } from "./engine.js";

export function createFactsAlone(detectors: readonly Conditions[]): Competitor {
  const flatten = flattener(detectors);
  const counters = new ResettableCounters();
  /** Read by nobody, but V8 does not know that: the work cannot be left out as unused. */
  const sink: { last: object | undefined } = { last: undefined };
  return {
    run: (events) =>
      events.map((event) => {
        const facts = new EventFacts(event, counters);
        countEvent(counters, facts);
        sink.last = flatten(facts);
        return [];
      }),
    reset: () => counters.reset(),
  };
}
