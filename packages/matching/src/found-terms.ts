/** An occurrence of an entry in folded text. */
export interface Found {
  /** Place of the entry among all that were compiled: earlier entries come first. */
  readonly order: number;
  readonly start: number;
  readonly end: number;
}

/** Hits kept per bank and text: more say nothing that the first thousand do not. */
export const MAX_TERM_HITS = 1000;

/** How many occurrences pile up before those that can no longer be cancelled are settled. */
const SETTLE_AT = 4096;

/** First the one that ends first, then the longest, then the earlier entry. */
export function byEnd(a: Found, b: Found): number {
  return a.end - b.end || a.start - b.start || a.order - b.order;
}

/**
 * The occurrences of one bank's entries in one text, minus those that an allow-list entry covers. Of more than `limit`, the
 * first by `byEnd` are kept, in whatever order they arrive between two calls of `passed`. Memory stays bounded however many
 * arrive: an occurrence is settled as soon as no allow-list entry that is still to come can reach back over it, so a
 * thousand allowed words at the start cannot hide what follows.
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

  /** @param longestAllow length of the bank's longest allow-list entry in this text, 0 for none */
  constructor(longestAllow: number, limit: number) {
    this.#longestAllow = longestAllow;
    this.#limit = limit;
  }

  add(order: number, start: number, end: number, allow: boolean): void {
    // Nothing more is kept, and nothing more can be said.
    if (this.truncated) return;
    (allow ? this.#allowed : this.#waiting).push({ order, start, end });
  }

  /** Tells that everything that ends at `end` or before has arrived. */
  passed(end: number): void {
    if (this.#waiting.length + this.#allowed.length < this.#settleAt) return;
    this.#settle(end - this.#longestAllow);
    this.#settleAt = Math.max(SETTLE_AT, 2 * (this.#waiting.length + this.#allowed.length));
  }

  /** Everything that is left once the text has been scanned. Call it once, at the end. */
  finish(): readonly Found[] {
    // What most texts come to: a few, and nothing that cancels them.
    if (this.#allowed.length === 0 && this.#kept.length === 0 && this.#waiting.length <= this.#limit) {
      return this.#waiting.length < 2 ? this.#waiting : this.#waiting.sort(byEnd);
    }
    this.#settle(Infinity);
    return this.#kept;
  }

  /** Decides on those that end at `horizon` or before: an allow-list entry still to come starts after it. */
  #settle(horizon: number): void {
    const byStart = (a: Found, b: Found): number => a.start - b.start;
    const allowed = this.#allowed.toSorted(byStart);
    const standing: Found[] = [];
    let next = 0;
    let reach = -1;
    for (const found of allowed.length === 0 ? this.#waiting : this.#waiting.toSorted(byStart)) {
      while (next < allowed.length && allowed[next]!.start <= found.start) {
        reach = Math.max(reach, allowed[next]!.end);
        next += 1;
      }
      if (reach < found.end) standing.push(found);
    }
    this.#waiting = [];
    for (const found of standing.sort(byEnd)) {
      if (found.end > horizon) this.#waiting.push(found);
      else if (this.#kept.length < this.#limit) this.#kept.push(found);
      else this.truncated = true;
    }
    if (this.truncated) this.#waiting = [];
    // An allow-list entry is needed for as long as an occurrence inside it may wait or arrive.
    this.#allowed = this.truncated ? [] : allowed.filter((allow) => allow.end > horizon);
  }
}
