import type { Event } from "@evenhand/contract";
import type { Decision } from "@evenhand/contract";
import type { LiveFacts } from "../signals/signal-reading.js";

/** One counter as a condition read it. */
export interface CounterReading {
  readonly fn: "count" | "distinct";
  readonly name: string;
  /** The key as {@link counterKey} writes it. */
  readonly key: string;
  readonly window: string;
  readonly value: number;
}

/** What a decision relied on besides the event and the policy: enough to make it again, to the byte. */
export interface RecordedFacts {
  readonly standing: { readonly level: string; readonly strikes: number };
  /** In the order of first reading. */
  readonly counters: readonly CounterReading[];
  /** What live banks and external classifiers answered; absent where the policy has none. */
  readonly live?: LiveFacts;
}

/** A decision with everything that it came from. */
export interface DecisionRecord {
  readonly event: Event;
  readonly facts: RecordedFacts;
  readonly decision: Decision;
}
