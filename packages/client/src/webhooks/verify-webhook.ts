import { EvenhandClientError } from "../http/errors.js";
import type { Act } from "../wire/entries.js";
import type { ActData, ActorRole } from "../wire/wire-types.js";
import { fromBase64 } from "./base64.js";
import { readSigningKey, type SigningKey } from "./signing-key.js";

/** Headers in any of the shapes in which frameworks hand them over; names in any case. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface VerifyOptions {
  /** How far the attempt's time may be from now, either way. Default 300. */
  readonly toleranceSeconds?: number | undefined;
  /** Milliseconds since the epoch. Default: now. */
  readonly now?: number | undefined;
}

/** What every message says beside its act's own data. */
interface EntryOfMessage {
  /** The number of the journal entry that this tells. */
  readonly seq: number;
  readonly actor: { readonly role: ActorRole; readonly id: string | null };
  readonly subject: { readonly kind: string; readonly id: string };
  /** Fields that were left out for size; `GET /v1/journal/{seq}` has them. */
  readonly omitted?: readonly string[];
}

interface Envelope<K extends string, D> {
  /** The same on every attempt: what to deduplicate by. */
  readonly id: string;
  readonly type: K;
  /** When it happened: RFC 3339. */
  readonly timestamp: string;
  readonly data: D;
}

/** A message that tells what was done. The act's name tells its data apart. */
export type WebhookMessage<A extends Act = Act> = {
  [K in A]: Envelope<K, ActData[K] & Omit<EntryOfMessage, keyof ActData[K]> & { readonly erased?: undefined }>;
}[A];

/** A message about a person whose data was erased before it could be sent: nothing more is said. */
export type ErasedMessage<A extends Act = Act> = {
  [K in A]: Envelope<K, Omit<EntryOfMessage, "subject"> & { readonly erased: true }>;
}[A];

/** Signatures beyond this many are not looked at: a header is no reason to compute without end. */
const MAX_SIGNATURES = 20;

/**
 * Checks that a webhook comes from the service, and is fresh (Standard Webhooks: v1 and v1a).
 *
 * @param secrets the endpoint's secret (`whsec_…`) or public key (`whpk_…`); several while they are being rotated
 * @param rawBody the body as it arrived: parsed and printed again it no longer matches
 * @returns the message; the one that an operator sends to try an endpoint has the type `webhook.test`
 * @throws EvenhandClientError EH_CLIENT_WEBHOOK_…
 */
export async function verifyWebhook(
  secrets: string | readonly string[],
  headers: WebhookHeaders,
  rawBody: string | Uint8Array | ArrayBuffer,
  options: VerifyOptions = {},
): Promise<WebhookMessage | ErasedMessage> {
  const keys = await Promise.all((typeof secrets === "string" ? [secrets] : secrets).map(readSigningKey));
  const id = header(headers, "webhook-id");
  const timestamp = header(headers, "webhook-timestamp");
  const signatures = header(headers, "webhook-signature");
  checkTime(timestamp, options);
  const body = bytesOf(rawBody);
  const content = concat(new TextEncoder().encode(`${id}.${timestamp}.`), body);
  if (!(await anyMatches(keys, content, signatures)))
    throw new EvenhandClientError(
      "EH_CLIENT_WEBHOOK_SIGNATURE",
      "None of the signatures is of one of the given secrets, over the body as it was given.",
    );
  return readMessage(id, body);
}

async function anyMatches(
  keys: readonly SigningKey[],
  content: Uint8Array<ArrayBuffer>,
  signatures: string,
): Promise<boolean> {
  let found = false;
  for (const part of signatures.split(" ").slice(0, MAX_SIGNATURES)) {
    const comma = part.indexOf(",");
    const bytes = fromBase64(part.slice(comma + 1));
    if (comma < 1 || bytes === undefined) continue;
    // Goes on after a match: how long it takes tells nothing about which secret it was.
    for (const key of keys)
      if (key.version === part.slice(0, comma)) found = (await key.matches(content, bytes)) || found;
  }
  return found;
}

function checkTime(timestamp: string, { toleranceSeconds = 300, now = Date.now() }: VerifyOptions): void {
  if (!/^\d{1,12}$/.test(timestamp))
    throw new EvenhandClientError("EH_CLIENT_WEBHOOK_TIMESTAMP", "webhook-timestamp is no time in seconds.");
  const distance = now / 1_000 - Number(timestamp);
  if (Math.abs(distance) > toleranceSeconds)
    throw new EvenhandClientError(
      "EH_CLIENT_WEBHOOK_TIMESTAMP",
      `The attempt's time is ${Math.round(Math.abs(distance))} s ${distance > 0 ? "ago" : "ahead"}; ${toleranceSeconds} s are tolerated. ` +
        "An old message may have been replayed; a clock may be wrong.",
    );
}

function header(headers: WebhookHeaders, name: string): string {
  let value: string | readonly string[] | null | undefined;
  if (headers instanceof Headers) value = headers.get(name);
  else value = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  if (typeof value === "string" && value !== "") return value;
  throw new EvenhandClientError(
    "EH_CLIENT_WEBHOOK_HEADERS",
    `The header ${name} is missing${Array.isArray(value) ? " or there more than once" : ""}.`,
  );
}

function readMessage(id: string, body: Uint8Array): WebhookMessage | ErasedMessage {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    value = undefined;
  }
  const { type, timestamp, data } = (value ?? {}) as Record<string, unknown>;
  if (typeof type !== "string" || typeof timestamp !== "string" || typeof data !== "object" || data === null)
    throw new EvenhandClientError(
      "EH_CLIENT_WEBHOOK_PAYLOAD",
      "The body is signed, but holds no type, timestamp and data. Is it Evenhand that sends here?",
    );
  return { id, type, timestamp, data } as WebhookMessage;
}

function bytesOf(body: string | Uint8Array | ArrayBuffer): Uint8Array {
  if (typeof body === "string") return new TextEncoder().encode(body);
  if (body instanceof Uint8Array) return body;
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  throw new EvenhandClientError(
    "EH_CLIENT_WEBHOOK_PAYLOAD",
    "rawBody is the body as it arrived, a string or bytes; this one has been parsed already. Put the verification before the JSON parser.",
  );
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
