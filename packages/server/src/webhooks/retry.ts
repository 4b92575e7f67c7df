/** When to try again. All times in milliseconds. */

/** The schedule of Standard Webhooks: the wait before each attempt, counted from the one before. */
export const ATTEMPT_DELAYS_MS: readonly number[] = [0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400].map(
  (seconds) => seconds * 1000,
);
/** An endpoint that has accepted nothing for this long is disabled: longer than the schedule of one message. */
export const DISABLE_AFTER_MS = 5 * 86_400_000;
/** After so many failures in a row, an endpoint gets one message at a time, with pauses. */
export const FAILURES_UNTIL_CAREFUL = 5;

const JITTER = 0.2;
const LONGEST_PAUSE_MS = 60_000;

/**
 * The wait before the next attempt: the schedule's, up to a fifth longer, so that what failed together is not tried
 * together.
 *
 * @param attempts how many have failed, at least 1
 * @param random 0 to 1
 * @returns undefined where the message is given up
 */
export function nextDelayMs(attempts: number, random: number): number | undefined {
  const delay = ATTEMPT_DELAYS_MS[attempts];
  return delay === undefined ? undefined : Math.round(delay * (1 + JITTER * random));
}

/**
 * How long an endpoint is left alone after a failure.
 *
 * @param failures in a row, with this one
 * @param throttled it asked for less (429), or what is in front of it is overloaded (502, 504)
 */
export function pauseMs(failures: number, throttled: boolean, retryAfterMs: number | undefined): number {
  if (retryAfterMs !== undefined) return retryAfterMs;
  const doublings = throttled ? failures - 1 : failures - FAILURES_UNTIL_CAREFUL;
  return doublings < 0 ? 0 : Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** Math.min(doublings, 10));
}
