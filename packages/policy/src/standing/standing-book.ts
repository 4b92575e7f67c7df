/** Strikes of accounts, and the standing that follows from them. */
export interface Strike {
  readonly account: string;
  readonly clause: string;
  /** How much it weighs. */
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly expiresAt: number;
  /** The event it was given for: one event gives the strikes of a clause once. */
  readonly event: string;
}

export interface StandingAt {
  readonly level: string;
  /** Sum of the strikes active at the time. */
  readonly strikes: number;
}

/** The seam between deciding and where strikes live. */
export interface StandingBook {
  /** An account's standing at a time, from strikes given before it. */
  at(account: string, timeMs: number): StandingAt;
  /** Gives a strike; nothing where the same event has already given one for the same clause. */
  add(strike: Strike): void;
}
