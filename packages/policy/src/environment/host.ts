import type { CelError } from "@evenhand/cel";
import type { Signals } from "../signals/signals.js";

/** What host functions reach through the frame: counters as of the event, and the signals over banks. */
export interface Host {
  readonly signals: Signals;
  /** @param counter index in the policy's counters; undefined where the name was no literal and names none */
  count(counter: number | undefined, key: unknown, window: string): number | CelError;
  distinct(counter: number | undefined, key: unknown, window: string): number | CelError;
}
