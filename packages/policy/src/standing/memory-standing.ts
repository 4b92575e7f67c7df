import type { StandingLevel } from "../model.js";
import { standingAt } from "./standing-at.js";
import type { StandingAt, StandingBook, Strike } from "./standing-book.js";

/** Strikes in memory, for the command line and tests. */
export function createMemoryStanding(levels: readonly StandingLevel[]): StandingBook {
  const byAccount = new Map<string, Strike[]>();
  const unblemished: StandingAt = standingAt([], levels, 0);
  return {
    at(account, timeMs) {
      const strikes = byAccount.get(account);
      return strikes === undefined ? unblemished : standingAt(strikes, levels, timeMs);
    },
    add(strike) {
      const strikes = byAccount.get(strike.account);
      if (strikes === undefined) {
        byAccount.set(strike.account, [strike]);
        return;
      }
      if (strikes.some((known) => known.event === strike.event && known.clause === strike.clause)) return;
      strikes.push(strike);
    },
  };
}
