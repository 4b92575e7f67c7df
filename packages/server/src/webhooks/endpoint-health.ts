/** How an endpoint does, as a pure fold over attempts. */
import type { Attempt } from "./deliver-message.js";
import { DISABLE_AFTER_MS, pauseMs } from "./retry.js";

export interface EndpointHealth {
  /** Failures since something was accepted. */
  readonly failures: number;
  readonly failingSinceMs: number | null;
  readonly pausedUntilMs: number | null;
  /** Why it has to be disabled; undefined: it has not. */
  readonly disable: string | undefined;
}

export const HEALTHY: EndpointHealth = { failures: 0, failingSinceMs: null, pausedUntilMs: null, disable: undefined };

/** The health after one more attempt. */
export function healthAfter(health: EndpointHealth, attempt: Attempt, nowMs: number): EndpointHealth {
  switch (attempt.kind) {
    case "released":
    case "expired":
      return health;
    case "delivered":
      return { ...HEALTHY, disable: health.disable };
    case "gone":
      return { ...health, disable: health.disable ?? "The endpoint answered 410 Gone: it wants no more messages." };
    case "failed":
    case "throttled": {
      const failures = health.failures + 1;
      const failingSinceMs = health.failingSinceMs ?? nowMs;
      const pause = pauseMs(failures, attempt.kind === "throttled", attempt.retryAfterMs);
      const pausedUntilMs = pause === 0 ? health.pausedUntilMs : Math.max(health.pausedUntilMs ?? 0, nowMs + pause);
      const disable = nowMs - failingSinceMs >= DISABLE_AFTER_MS ? tooLong(failingSinceMs, attempt) : undefined;
      return { failures, failingSinceMs, pausedUntilMs, disable: health.disable ?? disable };
    }
  }
}

function tooLong(sinceMs: number, attempt: Attempt): string {
  const since = new Date(sinceMs).toISOString();
  return `The endpoint has accepted nothing since ${since}; the last attempt: ${attempt.error ?? "no answer"}. Make it active again when it works: nothing was lost.`;
}
