const FAILURES_TO_OPEN = 5;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 120_000;

export type CircuitState = "closed" | "half-open" | "open";

/**
 * Leaves an endpoint alone that does not work: after five failures in a row it is not asked for a while, then by one question, and
 * by all again once that was answered. Each further failure doubles the while, up to two minutes.
 */
export class CircuitBreaker {
  #failures = 0;
  #openUntilMs = 0;
  #probing = false;

  get state(): CircuitState {
    if (this.#failures < FAILURES_TO_OPEN) return "closed";
    return this.#probing ? "half-open" : "open";
  }

  /** Whether a request may be made now. Each that is made ends in {@link succeed}, {@link fail} or {@link release}. */
  enter(nowMs: number): boolean {
    if (this.#failures < FAILURES_TO_OPEN) return true;
    if (this.#probing || nowMs < this.#openUntilMs) return false;
    this.#probing = true;
    return true;
  }

  succeed(): void {
    this.#failures = 0;
    this.#probing = false;
  }

  /** Requests that were under way when it opened, and fail later, count no more. */
  fail(nowMs: number): void {
    if (this.state === "open") return;
    this.#probing = false;
    this.#failures += 1;
    const doublings = Math.min(this.#failures - FAILURES_TO_OPEN, 10);
    if (doublings < 0) return;
    this.#openUntilMs = nowMs + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** doublings);
  }

  /** The request was not made after all, or says nothing of the endpoint. */
  release(): void {
    this.#probing = false;
  }
}
