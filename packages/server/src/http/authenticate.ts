/** Who asks, and whether they may: keys, scopes and rate limits, before a body is read. */
import type { FastifyReply, FastifyRequest } from "fastify";
import type { KeyVerifier } from "../keys/verify-keys.js";
import type { Service } from "../service/service.js";
import { HttpError } from "./http-error.js";
import { addressPartition, rateHeaders, rateLimited, RateLimiter, type RatePolicy } from "./rate-limit.js";
import type { Caller, Route } from "./route.js";
import { SCOPES } from "./scopes.js";

/** Of a public operation: nobody in particular. */
export const ANONYMOUS: Caller = { keyId: "", actor: { role: "platform", id: null }, scopes: new Set() };

const REALM = 'Bearer realm="evenhand"';
const BEARER = /^Bearer +([^\s]+) *$/i;

/** Lets a request pass, naming who asks, or throws what its answer is. `route` is undefined where nothing is there. */
export type Gate = (request: FastifyRequest, reply: FastifyReply, route: Route | undefined) => Promise<Caller>;

/** Builds the gate of a service. */
export function createGate(service: Pick<Service, "clock" | "config">, verifier: KeyVerifier): Gate {
  const limiter = new RateLimiter();
  const { requestsPerMinute, anonymousPerMinute } = service.config.http;
  const perKey: RatePolicy = { name: "default", quota: requestsPerMinute };
  const perAddress: RatePolicy = { name: "anonymous", quota: anonymousPerMinute };
  const refusals: RatePolicy = { name: "refused-keys", quota: anonymousPerMinute };

  const count = (reply: FastifyReply, policy: RatePolicy, partition: string): void => {
    const state = limiter.take(policy, partition, service.clock.now());
    if (!state.allowed) throw rateLimited(policy, state);
    reply.headers(rateHeaders(policy, state));
  };

  const authenticate = async (request: FastifyRequest): Promise<Caller> => {
    const { authorization } = request.headers;
    const text = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
    // Whoever tried too many keys may still use one that is known here: an attacker behind the same proxy does not
    // shut a platform out, and guessing costs no more queries.
    const remembered = text !== undefined && verifier.remembers(text);
    const partition = remembered ? "" : addressPartition(request.ip);
    const before = remembered ? undefined : limiter.peek(refusals, partition, service.clock.now());
    if (before?.allowed === false) throw rateLimited(refusals, before);
    const caller = text === undefined ? undefined : await verifier.verify(text);
    if (caller !== undefined) return caller;
    limiter.take(refusals, partition || addressPartition(request.ip), service.clock.now());
    throw authorization === undefined ? keyMissing() : keyInvalid();
  };

  return async (request, reply, route) => {
    if (route === undefined || route.scope === "public") {
      if (route?.rate !== "exempt") count(reply, ownPolicy(route) ?? perAddress, addressPartition(request.ip));
      return ANONYMOUS;
    }
    const caller = await authenticate(request);
    if (route.rate !== "exempt") count(reply, ownPolicy(route) ?? perKey, caller.keyId);
    if (!caller.scopes.has(route.scope)) throw scopeMissing(route.scope);
    return caller;
  };
}

function ownPolicy(route: Route | undefined): RatePolicy | undefined {
  const rate = route?.rate;
  return typeof rate === "object" ? { name: rate.name, quota: rate.perMinute } : undefined;
}

function keyMissing(): HttpError {
  return new HttpError(
    "EH_KEY_MISSING",
    'Send an API key: the header "Authorization: Bearer eh_…". `evenhand keys create` makes one.',
    { "www-authenticate": REALM },
  );
}

/** One message for every reason: whoever tries keys learns nothing from the answer. */
function keyInvalid(): HttpError {
  return new HttpError(
    "EH_KEY_INVALID",
    'The API key is not known, has expired or was revoked. The header is "Authorization: Bearer eh_…".',
    { "www-authenticate": `${REALM}, error="invalid_token"` },
  );
}

function scopeMissing(scope: keyof typeof SCOPES): HttpError {
  return new HttpError(
    "EH_SCOPE_MISSING",
    `The API key lacks the scope ${scope} (${SCOPES[scope].toLowerCase()}). Use a key that has it.`,
    { "www-authenticate": `${REALM}, error="insufficient_scope", scope="${scope}"` },
    { scope },
  );
}
