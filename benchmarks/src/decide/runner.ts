/** Runs one engine for a time: events in order, fresh objects each time, only the engine's own work on the clock. */
import type { Competitor } from "../engines/index.js";
import type { Clock } from "./clock.js";
import { parseEvents } from "./scenario.js";

const MAX_BATCH = 500;
/** A batch should take about this long: long enough for the clock, short enough to keep to the time box. */
const BATCH_MS = 15;

export class Runner {
  readonly #competitor: Competitor;
  readonly #lines: readonly string[];
  readonly #now: Clock;
  #cursor = 0;
  #batch = 1;
  /** Findings of all rounds, so that no engine's work can be left out as unused. */
  findings = 0;

  constructor(competitor: Competitor, lines: readonly string[], now: Clock) {
    this.#now = now;
    this.#competitor = competitor;
    this.#lines = lines;
    competitor.reset();
  }

  /** Events per second over at least one event and about `boxMs`. */
  async round(boxMs: number): Promise<number> {
    let elapsed = 0;
    let events = 0;
    while (elapsed < boxMs) {
      const batch = parseEvents(this.#lines.slice(this.#cursor, this.#cursor + this.#batch));
      const started = this.#now();
      const found = await this.#competitor.run(batch);
      const took = this.#now() - started;
      for (const one of found) this.findings += one.length;
      elapsed += took;
      events += batch.length;
      this.#advance(batch.length, took);
    }
    return (events / elapsed) * 1_000;
  }

  #advance(done: number, took: number): void {
    this.#cursor += done;
    if (this.#cursor >= this.#lines.length) {
      this.#cursor = 0;
      this.#competitor.reset();
    }
    this.#batch = Math.max(1, Math.min(MAX_BATCH, this.#batch * 2, Math.round((done / took) * BATCH_MS)));
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}
