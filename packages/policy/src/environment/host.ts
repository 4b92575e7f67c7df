import type { CelError } from "@evenhand/cel";
import type { CounterReading } from "../engine/recorded-facts.js";
import type { BankHit, Signals } from "../signals/signals.js";

/** What host functions reach through the frame: counters as of the event, and the signals over banks. */
export interface Host {
  readonly signals: Signals;
  /** @param counter index in the policy's counters; undefined where the name was no literal and names none */
  count(counter: number | undefined, key: unknown, window: string): number | CelError;
  distinct(counter: number | undefined, key: unknown, window: string): number | CelError;
}

export type { BankHit, CounterReading };
