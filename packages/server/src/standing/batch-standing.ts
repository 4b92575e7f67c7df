import { type StandingAt, standingAt, type StandingBook, type StandingLevel, type Strike } from "@evenhand/policy";

/**
 * Standing for one batch of events: strikes as the database has them, and those that the batch itself gives. A later event
 * of the batch sees the strikes of an earlier one.
 */
export class BatchStanding implements StandingBook {
  readonly #levels: readonly StandingLevel[];
  #strikes = new Map<string, Strike[]>();
  #given: Strike[] = [];

  constructor(levels: readonly StandingLevel[]) {
    this.#levels = levels;
  }

  /** Begins a batch with what {@link loadStrikes} gave. */
  load(strikes: ReadonlyMap<string, readonly Strike[]>): void {
    this.#strikes = new Map([...strikes].map(([account, list]) => [account, [...list]]));
    this.#given = [];
  }

  at(account: string, timeMs: number): StandingAt {
    return standingAt(this.#strikes.get(account) ?? [], this.#levels, timeMs);
  }

  /** The engine gives an event's strikes right after deciding it; {@link takeGiven} says which. */
  add(strike: Strike): void {
    if (this.#given.some((one) => one.event === strike.event && one.clause === strike.clause)) return;
    this.#given.push(strike);
  }

  /** The strikes that the engine gave since the last call. None of them counts until it is {@link keep kept}. */
  takeGiven(): readonly Strike[] {
    const given = this.#given;
    this.#given = [];
    return given;
  }

  /** From here on the strike counts for the events that follow in the batch. */
  keep(strike: Strike): void {
    const strikes = this.#strikes.get(strike.account);
    if (strikes === undefined) this.#strikes.set(strike.account, [strike]);
    else strikes.push(strike);
  }

  /** The strikes of an account, those of the batch included. */
  strikesOf(account: string): readonly Strike[] {
    return this.#strikes.get(account) ?? [];
  }
}
