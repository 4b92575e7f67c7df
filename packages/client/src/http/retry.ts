/** When to try again, and after how long. Pure: chance and time are handed in. */

/** Statuses after which the same request may succeed later. */
const TRANSIENT: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

/** Whether the same request may succeed later. */
export function isTransientStatus(status: number): boolean {
  return TRANSIENT.has(status);
}

/**
 * Milliseconds that a Retry-After header asks to wait, or undefined where there is none that makes sense.
 *
 * @param value seconds, or an HTTP date (RFC 9110, 10.2.3)
 * @param nowMs milliseconds since the epoch
 */
export function parseRetryAfter(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1_000;
  // Date.parse takes much more than dates: it reads "-3" as a month.
  const at = /^[A-Z][a-z]{2,8}, /.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

export interface RetryRule {
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
}

/**
 * Wait before the next attempt: exponential, drawn evenly from its upper half so that clients that failed together
 * don't come back together; never shorter than what the service asked for.
 *
 * @param failures attempts that have failed so far, 1 or more
 * @param random a number in [0, 1)
 * @returns milliseconds, or undefined: the service asked for a longer wait than the rule allows
 */
export function retryDelayMs(
  rule: RetryRule,
  failures: number,
  retryAfterMs: number | undefined,
  random: number,
): number | undefined {
  const ceiling = Math.min(rule.maxBackoffMs, rule.backoffMs * 2 ** Math.min(failures - 1, 30));
  const drawn = ceiling / 2 + (ceiling / 2) * random;
  if (retryAfterMs === undefined) return drawn;
  if (retryAfterMs > rule.maxBackoffMs) return undefined;
  // Beside what was asked, a little chance: a service that answers "in 1 s" to all would get all back at once.
  return Math.max(retryAfterMs + rule.backoffMs * random, drawn);
}
