import type { CallOptions, Settings } from "../options.js";
import { attempt } from "./attempt.js";
import { EvenhandApiError, EvenhandClientError } from "./errors.js";
import { readAnswer } from "./read-answer.js";
import { isTransientStatus, retryDelayMs } from "./retry.js";
import { sleep } from "./sleep.js";

/** One logical call: however often it is attempted, body and idempotency key are the same. */
export interface Call extends CallOptions {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below the service's address, with its slash: `/v1/check`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** JSON text. */
  readonly body?: string;
  /** Default `application/json`. */
  readonly contentType?: string;
  /** For what is unsafe and has no natural key. */
  readonly idempotencyKey?: string | undefined;
}

export type Transport = <T>(call: Call) => Promise<T>;

/** Makes the function through which every call goes. */
export function createTransport(settings: Settings): Transport {
  return async <T>(call: Call): Promise<T> => {
    const url = `${settings.url}${call.path}${queryOf(call.query)}`;
    const init: RequestInit = { method: call.method, headers: headersOf(settings, call), body: call.body ?? null };
    const retries = call.retries ?? settings.retries;
    for (let failures = 1; ; failures += 1) {
      try {
        const answer = await attempt(settings.fetch, url, init, call.timeoutMs ?? settings.timeoutMs, call.signal);
        return readAnswer(answer) as T;
      } catch (error) {
        if (failures > retries || !isTransient(error)) throw error;
        const asked = error instanceof EvenhandApiError ? error.retryAfterMs : undefined;
        const delay = retryDelayMs(settings, failures, asked, Math.random());
        if (delay === undefined) throw error;
        await sleep(delay, call.signal);
      }
    }
  };
}

/** Whether the same call may succeed later. */
export function isTransient(error: unknown): boolean {
  // An attempt of ours that we have given up may still be running there, under the same idempotency key.
  if (error instanceof EvenhandApiError)
    return isTransientStatus(error.status) || error.code === "EH_IDEMPOTENCY_RUNNING";
  return (
    error instanceof EvenhandClientError &&
    (error.code === "EH_CLIENT_UNREACHABLE" || error.code === "EH_CLIENT_TIMEOUT")
  );
}

function headersOf(settings: Settings, call: Call): Record<string, string> {
  const headers: Record<string, string> = {
    authorization: `Bearer ${settings.key}`,
    accept: "application/json, application/problem+json",
  };
  if (call.body !== undefined) headers["content-type"] = call.contentType ?? "application/json";
  // A string of structured fields (RFC 9651), as draft-ietf-httpapi-idempotency-key-header has it.
  if (call.idempotencyKey !== undefined) headers["idempotency-key"] = `"${call.idempotencyKey}"`;
  return headers;
}

function queryOf(query: Call["query"]): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== "");
  return given.length === 0
    ? ""
    : `?${new URLSearchParams(given.map(([k, v]): [string, string] => [k, String(v)])).toString()}`;
}
