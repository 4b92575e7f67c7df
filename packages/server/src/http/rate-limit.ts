/**
 * Rate limits in fixed windows of a minute, in memory, with the headers of draft-ietf-httpapi-ratelimit-headers.
 *
 * Ours and not @fastify/rate-limit: that one announces an earlier draft's `RateLimit-Limit` fields, counts before the
 * key is known, and has one limit for a request. Each instance of the service counts for itself.
 */
import ipaddr from "ipaddr.js";
import { HttpError } from "./http-error.js";

export interface RatePolicy {
  /** As the headers name it. */
  readonly name: string;
  /** Requests in a window. */
  readonly quota: number;
}

export interface RateState {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Whole seconds until the window ends, at least 1. */
  readonly resetSeconds: number;
}

const WINDOW_SECONDS = 60;
const WINDOW_MS = WINDOW_SECONDS * 1_000;
/** Most partitions counted apart; the rest share one, so that a crowd of addresses cannot fill the memory. */
const MAX_PARTITIONS = 100_000;
const REST = "rest";

/** Counts requests by policy and partition. */
export class RateLimiter {
  readonly #used = new Map<string, number>();
  #window = Number.NaN;

  /** Counts one request, and says whether it is within the quota. */
  take(policy: RatePolicy, partition: string, nowMs: number): RateState {
    return this.#look(policy, partition, nowMs, 1);
  }

  /** What {@link take} would say, without counting. */
  peek(policy: RatePolicy, partition: string, nowMs: number): RateState {
    return this.#look(policy, partition, nowMs, 0);
  }

  #look({ name, quota }: RatePolicy, partition: string, nowMs: number, count: number): RateState {
    const window = Math.floor(nowMs / WINDOW_MS);
    if (window !== this.#window) {
      // Every window begins for all at once, also where the clock stepped back: nothing has to be tidied up.
      this.#used.clear();
      this.#window = window;
    }
    const wanted = `${name} ${partition}`;
    const crowded = this.#used.size >= MAX_PARTITIONS && !this.#used.has(wanted);
    const place = crowded ? `${name} ${REST}` : wanted;
    const used = this.#used.get(place) ?? 0;
    const allowed = used < quota;
    if (allowed && count > 0) this.#used.set(place, used + count);
    const remaining = Math.max(0, quota - used - (allowed ? count : 0));
    return { allowed, remaining, resetSeconds: Math.ceil(((window + 1) * WINDOW_MS - nowMs) / 1_000) || 1 };
  }
}

/** `RateLimit-Policy` and `RateLimit`: structured fields (RFC 9651). Names are of ours and need no escapes. */
export function rateHeaders(
  { name, quota }: RatePolicy,
  { remaining, resetSeconds }: RateState,
): Record<string, string> {
  return {
    "ratelimit-policy": `"${name}";q=${quota};w=${WINDOW_SECONDS}`,
    ratelimit: `"${name}";r=${remaining};t=${resetSeconds}`,
  };
}

/** The error of a request beyond a policy. */
export function rateLimited(policy: RatePolicy, state: RateState): HttpError {
  const { name, quota } = policy;
  return new HttpError(
    "EH_RATE_LIMITED",
    `More than ${quota} requests a minute (limit "${name}"). Wait ${state.resetSeconds} seconds.`,
    { ...rateHeaders(policy, state), "retry-after": String(state.resetSeconds) },
    { "violated-policies": [name] },
  );
}

/** What stands for a client's address: of IPv6 the network of 64 bits, since one client has all of it. */
export function addressPartition(address: string): string {
  if (!ipaddr.isValid(address)) return "unknown";
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv4") return parsed.toString();
  return parsed.toByteArray().slice(0, 8).join(".");
}
