/** One HTTP request and the head of its answer. */
import http from "node:http";
import https from "node:https";
import { AddressRefused } from "./checked-lookup.js";
import { type AnswerBody, readBody } from "./read-body.js";

/** What became of a call. `ms`: how long it took. */
export type OutboundResult =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly retryAfter: string | undefined;
      readonly ms: number;
      /** Whole, where it was asked for and the status is a 2xx. */
      readonly body?: AnswerBody;
    }
  /** No bytes were sent: the URL or the address may not be called. */
  | { readonly kind: "refused"; readonly reason: string; readonly ms: number }
  | { readonly kind: "timeout"; readonly reason: string; readonly ms: number }
  | {
      readonly kind: "failed";
      readonly reason: string;
      readonly ms: number;
      /** A kept connection broke before anything of an answer had come. */
      readonly stale: boolean;
    }
  /** The caller ended it. */
  | { readonly kind: "aborted"; readonly ms: number };

export interface ExchangeRequest {
  readonly url: URL;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** Most bytes of the answer's body that are read; undefined: the body is not looked at. */
  readonly answerBytes: number | undefined;
}

/** What is read of an answer's body, so that the connection can be kept; what is more ends the connection. */
const DRAIN_BYTES = 4096;
const DRAIN_MS = 1000;
/** Bytes of an answer's head at most. */
const HEAD_BYTES = 8192;

/**
 * Sends a POST and waits for the status, and for the body where it is asked for. Redirects are answers like any other.
 * Otherwise nothing of the body is kept, so that nobody reads inner pages through this.
 *
 * @param options `fresh`: on a new connection
 */
export function exchange(
  call: ExchangeRequest,
  agent: http.Agent,
  options: { readonly fresh?: boolean } = {},
): Promise<OutboundResult> {
  return new Promise((resolve) => {
    start(call, agent, options.fresh === true, resolve);
  });
}

function start(
  call: ExchangeRequest,
  agent: http.Agent,
  fresh: boolean,
  resolve: (result: OutboundResult) => void,
): void {
  const started = performance.now();
  const ms = (): number => Math.round(performance.now() - started);
  const secure = call.url.protocol === "https:";
  if (fresh) closeIdle(agent, call);
  const request = (secure ? https : http).request({
    agent,
    method: "POST",
    protocol: call.url.protocol,
    host: call.host,
    port: call.url.port === "" ? undefined : Number(call.url.port),
    path: `${call.url.pathname}${call.url.search}`,
    headers: { ...call.headers, host: call.url.host },
    maxHeaderSize: HEAD_BYTES,
  });
  let done = false;
  const end = (result: OutboundResult): void => {
    if (done) return;
    done = true;
    clearTimeout(overall);
    clearTimeout(connecting);
    call.signal?.removeEventListener("abort", abort);
    resolve(result);
  };
  const expire = (what: string, limitMs: number) => (): void => {
    end({ kind: "timeout", reason: `${what} within ${limitMs / 1000} s`, ms: ms() });
    request.destroy();
  };
  const abort = (): void => {
    end({ kind: "aborted", ms: ms() });
    request.destroy();
  };
  const overall = setTimeout(expire("no answer", call.timeoutMs), call.timeoutMs);
  const connecting = setTimeout(expire("no connection", call.connectTimeoutMs), call.connectTimeoutMs);
  request.once("socket", (socket) => {
    if (!socket.connecting) return clearTimeout(connecting);
    socket.once(secure ? "secureConnect" : "connect", () => clearTimeout(connecting));
  });
  request.once("response", (response) => {
    const { statusCode: status = 0 } = response;
    const retryAfter = response.headers["retry-after"];
    if (call.answerBytes === undefined || status < 200 || status > 299) {
      end({ kind: "answered", status, retryAfter, ms: ms() });
      return drain(response);
    }
    return readBody(response, call.answerBytes, (body) => {
      if (typeof body === "string") end({ kind: "failed", reason: body, ms: ms(), stale: false });
      else end({ kind: "answered", status, retryAfter, ms: ms(), body });
    });
  });
  // Interim answers (1xx) and upgrades are not asked for: an endpoint that sends them forever runs into the timeout.
  request.once("upgrade", (response, socket) => {
    end({ kind: "answered", status: response.statusCode ?? 0, retryAfter: undefined, ms: ms() });
    socket.destroy();
  });
  request.on("error", (error: NodeJS.ErrnoException) => {
    if (error instanceof AddressRefused) return end({ kind: "refused", reason: error.message, ms: ms() });
    return end({ kind: "failed", reason: describe(error), ms: ms(), stale: request.reusedSocket && isBroken(error) });
  });
  if (call.signal?.aborted === true) abort();
  else call.signal?.addEventListener("abort", abort, { once: true });
  request.end(call.body);
}

function drain(response: http.IncomingMessage): void {
  let bytes = 0;
  const timer = setTimeout(() => response.destroy(), DRAIN_MS);
  response.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > DRAIN_BYTES) response.destroy();
  });
  response.on("error", () => {});
  response.once("close", () => clearTimeout(timer));
}

function closeIdle(agent: http.Agent, call: ExchangeRequest): void {
  const port = call.url.port === "" ? (call.url.protocol === "https:" ? "443" : "80") : call.url.port;
  for (const [name, sockets] of Object.entries(agent.freeSockets)) {
    if (name.startsWith(`${call.host}:${port}:`)) for (const socket of sockets?.slice() ?? []) socket.destroy();
  }
}

function isBroken(error: NodeJS.ErrnoException): boolean {
  return error.code === "ECONNRESET" || error.code === "EPIPE";
}

/** The cause in words that hold no inner address. */
function describe(error: NodeJS.ErrnoException): string {
  const { code } = error;
  if (code === undefined) return "the connection failed";
  const words = WORDS[code];
  return words === undefined ? `the connection failed (${code})` : `${words} (${code})`;
}

const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: "the name is not known",
  EAI_AGAIN: "the name could not be resolved",
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was closed before an answer",
  EPIPE: "the connection was closed while sending",
  ETIMEDOUT: "the connection timed out",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  HPE_HEADER_OVERFLOW: "the head of the answer is too long",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate is signed by itself",
  SELF_SIGNED_CERT_IN_CHAIN: "the certificate's chain has one that is signed by itself",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the certificate's issuer is not known",
  CERT_HAS_EXPIRED: "the certificate has expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate is for another name",
  EPROTO: "no TLS connection was agreed on",
  ERR_SSL_WRONG_VERSION_NUMBER: "the port does not speak TLS",
};
