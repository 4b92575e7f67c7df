import { EvenhandClientError } from "../http/errors.js";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * One request and its whole answer. Nothing is left behind: neither timer nor listener outlives it.
 *
 * @throws EvenhandClientError EH_CLIENT_UNREACHABLE or EH_CLIENT_TIMEOUT; the signal's reason where that ended
 */
export async function attempt(
  fetch: typeof globalThis.fetch,
  url: string,
  init: RequestInit,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  signal?.throwIfAborted();
  // AbortSignal.any() would do, but keeps its sources alive for as long as the caller's signal lives (Node 20).
  const controller = new AbortController();
  const onAbort = (): void => controller.abort();
  signal?.addEventListener("abort", onAbort, { once: true });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    controller.abort();
  }, timeoutMs);
  try {
    const response = await fetch(url, { ...init, redirect: "manual", signal: controller.signal });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (cause) {
    signal?.throwIfAborted();
    const where = new URL(url).origin;
    throw timedOut
      ? new EvenhandClientError("EH_CLIENT_TIMEOUT", `${where} did not answer within ${timeoutMs} ms.`, { cause })
      : new EvenhandClientError("EH_CLIENT_UNREACHABLE", `${where} cannot be reached: ${reasonOf(cause)}.`, { cause });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

/** fetch says "fetch failed"; what failed is in the cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  const code = (cause as { code?: unknown }).code;
  return typeof code === "string" && !cause.message.includes(code) ? `${cause.message} (${code})` : cause.message;
}
