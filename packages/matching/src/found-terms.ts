/** An occurrence of a term in folded text. */
export interface Found {
  readonly needle: number;
  readonly start: number;
  readonly end: number;
}

/** How many occurrences pile up before those that can no longer be cancelled are settled. */
const SETTLE_AT = 4096;

/**
 * The occurrences of one bank's terms in one text, minus those that an allow-list term covers. They arrive in order of
 * their end. Memory stays bounded however many arrive: an occurrence is settled as soon as no allow-list term that is
 * still to come can reach back over it, so a thousand allowed words at the start cannot hide what follows.
 */
export class FoundTerms {
  /** More were found than are kept. */
  truncated = false;
  readonly #kept: Found[] = [];
  readonly #longestAllow: number;
  readonly #limit: number;
  #waiting: Found[] = [];
  #allowed: Found[] = [];
  #settleAt = SETTLE_AT;

  /** @param longestAllow length of the bank's longest allow-list term, 0 for none */
  constructor(longestAllow: number, limit: number) {
    this.#longestAllow = longestAllow;
    this.#limit = limit;
  }

  add(needle: number, start: number, end: number, allow: boolean): void {
    if (this.#kept.length >= this.#limit) {
      this.truncated ||= !allow && this.#longestAllow === 0;
      if (this.#longestAllow === 0 || this.truncated) return;
    }
    const found = { needle, start, end };
    if (allow) this.#allowed.push(found);
    else if (this.#longestAllow === 0) this.#kept.push(found);
    else this.#waiting.push(found);
    if (this.#waiting.length + this.#allowed.length >= this.#settleAt) {
      this.#settle(end - this.#longestAllow);
      this.#settleAt = Math.max(SETTLE_AT, 2 * (this.#waiting.length + this.#allowed.length));
    }
  }

  /** Everything that is left once the text has been scanned. Call it once, at the end. */
  finish(): readonly Found[] {
    this.#settle(Infinity);
    return this.#kept;
  }

  /** Decides on the waiting occurrences that start before `horizon`: an allow-list term still to come starts at it or later. */
  #settle(horizon: number): void {
    const byStart = (a: Found, b: Found): number => a.start - b.start;
    const waiting = this.#waiting.toSorted(byStart);
    const allowed = this.#allowed.toSorted(byStart);
    this.#waiting = [];
    let next = 0;
    let reach = -1;
    for (const found of waiting) {
      while (next < allowed.length && allowed[next]!.start <= found.start) {
        reach = Math.max(reach, allowed[next]!.end);
        next += 1;
      }
      if (reach >= found.end) continue;
      if (found.start >= horizon) this.#waiting.push(found);
      else if (this.#kept.length < this.#limit) this.#kept.push(found);
      else this.truncated = true;
    }
    // An allow-list term is needed for as long as an occurrence inside it may wait or arrive.
    this.#allowed = allowed.filter((allow) => allow.end > horizon);
  }
}
