import type { StandingLevel } from "../model.js";
import { standingAt } from "./standing-at.js";
import type { StandingAt, StandingBook, Strike } from "./standing-book.js";

/** Strikes kept of one account, the latest; standing levels are reached long before. */
export const MAX_STRIKES_PER_ACCOUNT = 1_000;
const DEFAULT_MAX_STRIKES = 2_000_000;

export interface MemoryStandingOptions {
  /** Strikes kept in all. Beyond it, the accounts whose last strike was given longest ago are forgotten. Default 2,000,000. */
  readonly maxStrikes?: number;
}

/** Strikes in memory, for the command line and tests. Bounded: hostile accounts cost neither time nor memory without end. */
export function createMemoryStanding(
  levels: readonly StandingLevel[],
  { maxStrikes = DEFAULT_MAX_STRIKES }: MemoryStandingOptions = {},
): StandingBook {
  /** Strikes by account, sorted by time and event. Accounts in the order of their last strike. */
  const byAccount = new Map<string, Strike[]>();
  const unblemished: StandingAt = standingAt([], levels, 0);
  let held = 0;
  return {
    at(account, timeMs) {
      const strikes = byAccount.get(account);
      return strikes === undefined ? unblemished : standingAt(strikes, levels, timeMs);
    },
    add(strike) {
      const strikes = byAccount.get(strike.account) ?? [];
      const place = placeOf(strike, strikes);
      if (place === undefined) return;
      strikes.splice(place, 0, strike);
      held += 1;
      if (strikes.length > MAX_STRIKES_PER_ACCOUNT) {
        strikes.shift();
        held -= 1;
      }
      byAccount.delete(strike.account);
      byAccount.set(strike.account, strikes);
      if (held > maxStrikes) makeRoom();
    },
  };

  /** Frees a tenth at once: a map that loses its first keys one by one passes over the gaps at each new start. */
  function makeRoom(): void {
    for (const [account, strikes] of byAccount) {
      if (held <= maxStrikes * 0.9) return;
      byAccount.delete(account);
      held -= strikes.length;
    }
  }
}

/** Where a strike belongs among sorted ones; undefined where the same event has given it already. */
function placeOf(strike: Strike, strikes: readonly Strike[]): number | undefined {
  let low = 0;
  let high = strikes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compare(strikes[middle] as Strike, strike);
    if (order === 0) return undefined;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compare(a: Strike, b: Strike): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.event !== b.event) return a.event < b.event ? -1 : 1;
  if (a.clause !== b.clause) return a.clause < b.clause ? -1 : 1;
  return 0;
}
