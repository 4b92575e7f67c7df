import { setTimeout as wait } from "node:timers/promises";

/** Waits so many milliseconds, or until `signal` ends it. Never rejects: whoever goes on looks at the signal. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}
