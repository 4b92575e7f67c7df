const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** How many requests a classifier may have, by the minute and the day of the clock (UTC). Counted in memory: a restart begins anew. */
export class RequestBudget {
  #minute = { number: -1, used: 0 };
  #day = { number: -1, used: 0 };

  /** Takes one request. False where the budget is used up. */
  take(nowMs: number, { minute, day }: { readonly minute: number; readonly day: number }): boolean {
    this.#minute = windowAt(this.#minute, Math.floor(nowMs / MINUTE_MS));
    this.#day = windowAt(this.#day, Math.floor(nowMs / DAY_MS));
    if (this.#minute.used >= minute || this.#day.used >= day) return false;
    this.#minute.used += 1;
    this.#day.used += 1;
    return true;
  }
}

function windowAt(window: { number: number; used: number }, number: number): { number: number; used: number } {
  return window.number === number ? window : { number, used: 0 };
}
