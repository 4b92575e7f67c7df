import type { BacktestExample } from "./example.js";

/** Events that changed in one way, by the detector or clause that brought or dropped them. */
export interface BacktestChange {
  readonly events: number;
  /** Most events first. */
  readonly byDetector: readonly {
    readonly detector: string;
    readonly events: number;
    /** The first ones of the log. */
    readonly examples: readonly BacktestExample[];
  }[];
  /** Most events first. */
  readonly byClause: readonly { readonly clause: string; readonly events: number }[];
}

/** A finding or measure that one policy has and the other has not. */
export interface Brought {
  readonly detector: string;
  readonly clause: string;
}

/** Adds up one way of changing: counts, and the first examples of each detector. */
export class ChangeTally {
  readonly #most: number;
  #events = 0;
  readonly #byDetector = new Map<string, { events: number; examples: BacktestExample[] }>();
  readonly #byClause = new Map<string, number>();

  /** @param most examples kept for each detector */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Adds one event.
   *
   * @param brought not empty
   * @param example made only where it is kept
   */
  add(brought: readonly Brought[], example: () => BacktestExample): void {
    this.#events += 1;
    for (const clause of new Set(brought.map((one) => one.clause))) {
      this.#byClause.set(clause, (this.#byClause.get(clause) ?? 0) + 1);
    }
    for (const detector of new Set(brought.map((one) => one.detector))) {
      let entry = this.#byDetector.get(detector);
      if (entry === undefined) {
        entry = { events: 0, examples: [] };
        this.#byDetector.set(detector, entry);
      }
      entry.events += 1;
      if (entry.examples.length < this.#most) entry.examples.push(example());
    }
  }

  report(): BacktestChange {
    const byDetector = [...this.#byDetector].map(([detector, { events, examples }]) => ({
      detector,
      events,
      examples: [...examples],
    }));
    const byClause = [...this.#byClause].map(([clause, events]) => ({ clause, events }));
    return {
      events: this.#events,
      byDetector: byDetector.sort((a, b) => b.events - a.events || (a.detector < b.detector ? -1 : 1)),
      byClause: byClause.sort((a, b) => b.events - a.events || (a.clause < b.clause ? -1 : 1)),
    };
  }
}
