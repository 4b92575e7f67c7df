import type { Decision } from "@evenhand/contract";
import type { CompiledPolicy } from "../compile-policy.js";
import { Facts } from "../facts/facts.js";
import { RecordedReader } from "./counter-readers.js";
import { DecisionMaker } from "./evaluate-event.js";
import { RecordedSignalReader } from "../signals/signal-readers.js";
import { EventHost } from "./event-host.js";
import type { DecisionRecord } from "./recorded-facts.js";

/** Makes recorded decisions again, from their record alone. */
export interface Replayer {
  /** The decision as the policy makes it today; equal to the recorded one, byte for byte, under the same policy version. */
  replay(record: Pick<DecisionRecord, "event" | "facts">): Decision;
}

/** Creates a replayer over a compiled policy. */
export function createReplayer(compiled: CompiledPolicy): Replayer {
  const maker = new DecisionMaker(compiled);
  const frame = compiled.plan.frame();
  return {
    replay({ event, facts: recorded }) {
      const facts = new Facts(event, () => recorded.standing);
      const host = new EventHost(
        new RecordedSignalReader(compiled.signals, recorded.live, facts.timeMs),
        new RecordedReader(compiled.policy.counters, recorded.counters),
      );
      frame.load(facts as unknown as Record<string, unknown>, host);
      return maker.decide(event, facts, frame, host, recorded.standing.level);
    },
  };
}
