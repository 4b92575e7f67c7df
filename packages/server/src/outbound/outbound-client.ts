/**
 * HTTP calls to addresses that others gave us. Safe against being used to reach inner services (SSRF): checked
 * addresses only, no redirects, no proxies, nothing of an answer but its status and a few headers, unless the caller asks
 * for the body.
 */
import http from "node:http";
import https from "node:https";
import { isIP, type Socket } from "node:net";
import { EvenhandError } from "@evenhand/contract";
import { isAllowedAddress } from "./addresses.js";
import { checkedLookup, type Resolve, systemResolve } from "./checked-lookup.js";
import { exchange, type OutboundResult } from "./exchange.js";
import { hostOf, parseOutboundUrl } from "./outbound-url.js";

export interface OutboundClientOptions {
  /** How names are resolved; the system's way unless said. */
  readonly resolve?: Resolve;
  /** Connections at most, over all hosts; 64 unless said. */
  readonly maxSockets?: number;
  /** Further certificate authorities, PEM; for tests. */
  readonly ca?: string | undefined;
}

export interface OutboundCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly allowPrivate: boolean;
  /** From the start until the status has arrived, and the body where it is read; milliseconds. */
  readonly timeoutMs: number;
  /** Of these, for resolving, connecting and TLS; 10,000 unless said. */
  readonly connectTimeoutMs?: number;
  /** Ends the call early. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Reads the body of a 2xx answer, up to so many bytes and within `timeoutMs`; what is longer is a failure. Unless given, nothing
   * of the answer is read but its head.
   */
  readonly answerBytes?: number;
}

interface Agents {
  readonly "http:": http.Agent;
  readonly "https:": https.Agent;
}

const MAX_SOCKETS = 64;
const MAX_SOCKETS_PER_HOST = 16;
const IDLE_MS = 10_000;
const CONNECT_TIMEOUT_MS = 10_000;

/** Owns the connections of outbound calls. */
export class OutboundClient implements Disposable {
  // Connections are kept apart, so that one that was made under the looser rule is never used under the stricter.
  readonly #public: Agents;
  readonly #private: Agents;

  constructor(options: OutboundClientOptions = {}) {
    this.#public = makeAgents(options, false);
    this.#private = makeAgents(options, true);
  }

  /** Posts a body. Never rejects: what went wrong is in the result. */
  async post(call: OutboundCall): Promise<OutboundResult> {
    let url: URL;
    try {
      // Also what was checked when it was stored: rules and settings change.
      url = parseOutboundUrl(call.url, call.allowPrivate);
    } catch (error) {
      if (error instanceof EvenhandError) return { kind: "refused", reason: error.message, ms: 0 };
      throw error;
    }
    const agent = (call.allowPrivate ? this.#private : this.#public)[url.protocol as keyof Agents];
    const request = {
      url,
      host: hostOf(url),
      headers: { ...call.headers, "content-length": String(call.body.length) },
      body: call.body,
      timeoutMs: call.timeoutMs,
      connectTimeoutMs: Math.min(call.connectTimeoutMs ?? CONNECT_TIMEOUT_MS, call.timeoutMs),
      signal: call.signal,
      answerBytes: call.answerBytes,
    };
    const result = await exchange(request, agent);
    // A kept connection that the other side had just closed says nothing about the endpoint: once more on a new one.
    const left = request.timeoutMs - result.ms;
    if (result.kind !== "failed" || !result.stale || left <= 0) return result;
    return exchange({ ...request, timeoutMs: left }, agent, { fresh: true });
  }

  [Symbol.dispose](): void {
    for (const agents of [this.#public, this.#private]) {
      agents["http:"].destroy();
      agents["https:"].destroy();
    }
  }
}

function makeAgents(options: OutboundClientOptions, allowPrivate: boolean): Agents {
  const shared = {
    keepAlive: true,
    maxSockets: MAX_SOCKETS_PER_HOST,
    maxTotalSockets: options.maxSockets ?? MAX_SOCKETS,
    maxFreeSockets: MAX_SOCKETS_PER_HOST,
    timeout: IDLE_MS,
    lookup: checkedLookup(options.resolve ?? systemResolve, allowPrivate),
  };
  const agents: Agents = {
    "http:": new http.Agent(shared),
    "https:": new https.Agent({
      ...shared,
      // Said, because NODE_TLS_REJECT_UNAUTHORIZED in the environment would turn it off.
      rejectUnauthorized: true,
      minVersion: "TLSv1.2",
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    }),
  };
  for (const agent of Object.values(agents)) guard(agent, allowPrivate);
  return agents;
}

/** A second lock: a socket that ended up at an address that may not be called is closed before a byte is sent. */
function guard(agent: http.Agent, allowPrivate: boolean): void {
  const { createConnection } = agent as unknown as { createConnection: (...args: unknown[]) => Socket };
  Object.assign(agent, {
    createConnection(this: http.Agent, ...args: unknown[]) {
      const socket = createConnection.apply(this, args);
      socket.prependOnceListener("connect", () => {
        const address = socket.remoteAddress ?? "";
        if (isIP(address) === 0 || !isAllowedAddress(address, allowPrivate)) {
          socket.destroy(new Error("connected to an address that may not be called"));
        }
      });
      return socket;
    },
  });
}
