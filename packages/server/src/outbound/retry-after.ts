/** A Retry-After beyond this is shortened to it. */
export const MAX_RETRY_AFTER_MS = 86_400_000;

/**
 * Reads a Retry-After header: seconds or a date (RFC 9110, 10.2.3).
 *
 * @returns milliseconds; undefined where there is none or it cannot be read
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? "";
  if (text === "") return undefined;
  const wait = /^\d{1,12}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  if (Number.isNaN(wait)) return undefined;
  return Math.min(MAX_RETRY_AFTER_MS, Math.max(0, wait));
}
