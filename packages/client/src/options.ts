import { EvenhandClientError } from "./http/errors.js";

export interface EvenhandOptions {
  /** Where the service is: `https://evenhand.example`, with or without a path. */
  readonly url: string;
  /** An API key with the scopes of what will be called. Never ship one to a browser of somebody you don't trust. */
  readonly key: string;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Longest wait for one attempt, in milliseconds. Default 10,000. A long poll has its own wait added. */
  readonly timeoutMs?: number | undefined;
  /** Attempts after the first, where trying again is safe and can help. Default 4; 0: none. */
  readonly retries?: number | undefined;
  /** Wait before the second attempt, in milliseconds; doubles each time, and is drawn at random up to that. Default 250. */
  readonly backoffMs?: number | undefined;
  /** Longest wait between two attempts, in milliseconds; a longer Retry-After is not waited for. Default 30,000. */
  readonly maxBackoffMs?: number | undefined;
}

/** Options of every call. */
export interface CallOptions {
  /** Ends the call; it then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Instead of the client's. */
  readonly timeoutMs?: number | undefined;
  /** Instead of the client's. */
  readonly retries?: number | undefined;
}

/** Options of a call that changes something. */
export interface UnsafeCallOptions extends CallOptions {
  /**
   * Names this logical call, so that the service carries it out once however often it arrives. Default: a random one per
   * call. Give your own where the call may be repeated after a restart of yours.
   */
  readonly idempotencyKey?: string | undefined;
}

export interface Settings {
  readonly url: string;
  readonly key: string;
  readonly fetch: typeof globalThis.fetch;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
}

/** Checks the options and fills the defaults. @throws EvenhandClientError EH_CLIENT_OPTION_INVALID */
export function readOptions(options: EvenhandOptions): Settings {
  return {
    url: baseUrl(options.url),
    key: apiKey(options.key),
    // Called through the global each time: browsers refuse a detached fetch.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    timeoutMs: whole("timeoutMs", options.timeoutMs, 10_000, 1, 600_000),
    retries: whole("retries", options.retries, 4, 0, 100),
    backoffMs: whole("backoffMs", options.backoffMs, 250, 0, 60_000),
    maxBackoffMs: whole("maxBackoffMs", options.maxBackoffMs, 30_000, 0, 600_000),
  };
}

/** A whole number within bounds, or the default. @throws EvenhandClientError EH_CLIENT_OPTION_INVALID */
export function whole(name: string, given: number | undefined, byDefault: number, min: number, max: number): number {
  const value = given ?? byDefault;
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalid(`${name} is a whole number from ${min} to ${max}; ${String(value)} was given.`);
}

export function invalid(message: string): EvenhandClientError {
  return new EvenhandClientError("EH_CLIENT_OPTION_INVALID", message);
}

function baseUrl(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw invalid(`url is where the service is, such as "https://evenhand.example"; "${given}" was given.`);
  if (url.search !== "" || url.hash !== "" || url.username !== "" || url.password !== "")
    throw invalid("url has no query, fragment, user or password: the key goes into the option of that name.");
  return url.href.replace(/\/+$/, "");
}

function apiKey(given: string): string {
  // The message must not repeat the key.
  if (typeof given !== "string" || !/^[\x21-\x7e]+$/.test(given))
    throw invalid("key is an API key: printable characters without spaces. Is the environment variable set?");
  return given;
}
