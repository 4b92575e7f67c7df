import type { StandingLevel } from "../model.js";
import type { StandingAt, Strike } from "./standing-book.js";

/**
 * Standing is a pure fold over strikes: the sum of those that are active at a time, and the last level that this sum has
 * reached. The order of strikes does not matter, and nothing is ever subtracted: a strike counts from when it was given
 * until it expires.
 *
 * @param levels best first, the first from 0 strikes
 */
export function standingAt(strikes: readonly Strike[], levels: readonly StandingLevel[], timeMs: number): StandingAt {
  let sum = 0;
  for (const strike of strikes) {
    if (strike.at < timeMs && timeMs < strike.expiresAt) sum += strike.count;
  }
  return { level: levelOf(sum, levels), strikes: sum };
}

function levelOf(sum: number, levels: readonly StandingLevel[]): string {
  let level = levels[0]?.level ?? "good";
  for (const candidate of levels) if (sum >= candidate.strikes) level = candidate.level;
  return level;
}
