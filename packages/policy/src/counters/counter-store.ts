/**
 * What becomes of an event that should be counted. `late`: older than the lateness allows. `future`: dated after the clock.
 * Neither is counted; nor is a `duplicate`.
 */
export type Admission = "counted" | "duplicate" | "late" | "future";

/**
 * Counts of events by key and time: what `count()` and `distinct()` read. The seam between deciding and where counts live:
 * in memory here, durable and shared in the service.
 */
export interface CounterStore {
  /**
   * Asks once for each event whether it is counted, before anything is added for it.
   *
   * @param eventKey names the event: source and id
   * @param timeMs the event's time, milliseconds since the epoch
   */
  admit(eventKey: string, timeMs: number): Admission;
  /**
   * Counts an admitted event under a key.
   *
   * @param counter index in the policy's counters
   * @param value what `distinct` tells apart; undefined for counters without a value
   */
  add(counter: number, timeMs: number, key: string, value: string | undefined): void;
  /** Events under `key` with a time in (timeMs − windowMs, timeMs], at most the counter's cap. */
  count(counter: number, key: string, windowMs: number, timeMs: number): number;
  /** Different values among those events. */
  distinct(counter: number, key: string, windowMs: number, timeMs: number): number;
  stats(): CounterStats;
}

export interface CounterStats {
  /** Keys held now, over all counters. */
  readonly keys: number;
  /** Times held now: an event has one for each key it was counted under. */
  readonly entries: number;
  /** Events whose identity is remembered now. */
  readonly remembered: number;
  readonly duplicates: number;
  readonly late: number;
  readonly future: number;
  /** Keys that were dropped before their window had passed, to stay within the bound; their counts read too low. */
  readonly evictedKeys: number;
}

/** The time now, milliseconds since the epoch. Injected, so that tests and replays set it. */
export interface Clock {
  now(): number;
}
