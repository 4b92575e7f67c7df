/** Time and ids. Injected, so that tests set the time and a clock that steps back does no harm. */
import { V7Generator } from "uuidv7";

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/**
 * A clock that never goes back: while the clock below is behind what was seen, time stands still.
 *
 * @param floorMs the latest time already used, such as the newest journal entry's
 */
export function forwardClock(clock: Clock, floorMs = 0): Clock {
  let latest = floorMs;
  return {
    now() {
      latest = Math.max(latest, clock.now());
      return latest;
    },
  };
}

/** Makes UUIDv7s that sort in the order they were made, also within a millisecond and over a clock that steps back. */
export interface Ids {
  next(): string;
}

/** Ids by a clock. */
export function createIds(clock: Clock): Ids {
  const generator = new V7Generator();
  const forward = forwardClock(clock);
  return { next: () => generator.generateOrResetCore(forward.now(), 10_000).toString() };
}
