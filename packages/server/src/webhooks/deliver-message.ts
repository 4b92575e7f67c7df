/** One attempt to deliver one message. */
import type { OutboundClient } from "../outbound/outbound-client.js";
import type { OutboundResult } from "../outbound/exchange.js";
import type { Service } from "../service/service.js";
import type { ClaimedMessage } from "./claim-messages.js";
import { type EndpointRow, storedSecrets } from "./endpoint.js";
import { openSecrets } from "./endpoint-secrets.js";
import { payloadText } from "./payload.js";
import { retryAfterMs } from "../outbound/retry-after.js";
import { signedHeaders } from "./signing.js";

/** What became of an attempt; also the label of the metric. */
export type AttemptKind =
  | "delivered"
  /** Any answer but 2xx, or none. */
  | "failed"
  /** 429, 502, 504: less, or later. */
  | "throttled"
  /** 410: never again. */
  | "gone"
  /** There is nothing left to send. */
  | "expired"
  /** This process stops; nothing is said of the endpoint. */
  | "released";

export interface Attempt {
  readonly message: ClaimedMessage;
  readonly kind: AttemptKind;
  readonly status: number | null;
  /** For people: `HTTP 500`, `no answer within 20 s`. */
  readonly error: string | null;
  readonly retryAfterMs: number | undefined;
}

/** Sends a message. Never rejects. */
export async function deliverMessage(
  service: Service,
  outbound: OutboundClient,
  message: ClaimedMessage,
  signal: AbortSignal,
): Promise<Attempt> {
  const ended = (kind: AttemptKind, error: string | null = null): Attempt => ({
    message,
    kind,
    status: null,
    error,
    retryAfterMs: undefined,
  });
  if (message.entry === undefined) return ended("expired", "the journal entry is past its retention");
  try {
    const text = payloadText(message.entry);
    const result = await postSigned(service, outbound, message.endpoint, message.id, text, signal);
    return { message, ...readResult(result, service.clock.now()) };
  } catch (error) {
    // A secret that cannot be opened, such as after a change of the master secret: an operator's matter.
    service.log.error({ err: error, endpoint: message.endpoint.id, message: message.id }, "webhook not sent");
    return ended("failed", "the message could not be made; see the service's log");
  }
}

/** Posts a signed text to an endpoint. */
export async function postSigned(
  service: Service,
  outbound: OutboundClient,
  endpoint: EndpointRow,
  id: string,
  text: string,
  signal?: AbortSignal,
): Promise<OutboundResult> {
  const now = service.clock.now();
  const keys = openSecrets(service.config.secret, endpoint.id, storedSecrets(endpoint), now);
  return outbound.post({
    url: endpoint.url,
    headers: {
      "content-type": "application/json",
      "user-agent": "Evenhand",
      ...signedHeaders(keys, id, now, text),
    },
    body: Buffer.from(text, "utf8"),
    allowPrivate: service.config.webhooks.allowPrivate || endpoint.allow_private,
    timeoutMs: service.config.webhooks.timeoutMs,
    signal,
  });
}

/** What a result means for a message. */
export function readResult(result: OutboundResult, nowMs: number): Omit<Attempt, "message"> {
  if (result.kind === "aborted") return { kind: "released", status: null, error: null, retryAfterMs: undefined };
  if (result.kind !== "answered") {
    return { kind: "failed", status: null, error: result.reason, retryAfterMs: undefined };
  }
  const { status } = result;
  const kind = kindOf(status);
  if (kind === "delivered") return { kind, status, error: null, retryAfterMs: undefined };
  const error = status >= 300 && status < 400 ? `HTTP ${status}: redirects are not followed` : `HTTP ${status}`;
  return { kind, status, error, retryAfterMs: retryAfterMs(result.retryAfter, nowMs) };
}

function kindOf(status: number): AttemptKind {
  if (status >= 200 && status < 300) return "delivered";
  if (status === 410) return "gone";
  return status === 429 || status === 502 || status === 504 ? "throttled" : "failed";
}
