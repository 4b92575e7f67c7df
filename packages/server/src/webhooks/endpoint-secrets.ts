/** An endpoint's keys as they are stored: encrypted, newest first, older ones until their overlap has passed. */
import { deriveKey, open, seal } from "../config/secrets.js";
import { newSigningKey, type SignatureKind, type SigningKey } from "./signing.js";

/** One key in `webhook_endpoints.secrets`. */
export interface StoredSecret {
  readonly kind: SignatureKind;
  /** Base64; bound to the endpoint. */
  readonly sealed: string;
  /** RFC 3339; null for the newest. */
  readonly expiresAt: string | null;
}

/** Keys of one endpoint at most: a header has to hold a signature of each. */
const MAX_SECRETS = 4;

/**
 * Makes a new key for an endpoint.
 *
 * @param secret the service's master secret
 * @param stored the keys it has so far
 * @param overlapUntilMs until when these stay valid
 * @returns what to store, and the text for the receiver
 */
export function addSecret(
  secret: Buffer,
  endpointId: string,
  kind: SignatureKind,
  stored: readonly StoredSecret[],
  overlapUntilMs: number,
  nowMs: number,
): { readonly stored: readonly StoredSecret[]; readonly text: string } {
  const { key, text } = newSigningKey(kind);
  const sealed = seal(deriveKey(secret, "webhooks"), key, aad(endpointId)).toString("base64");
  const until = new Date(overlapUntilMs).toISOString();
  const older = validSecrets(stored, nowMs).map((old) => ({
    ...old,
    expiresAt: old.expiresAt !== null && old.expiresAt < until ? old.expiresAt : until,
  }));
  const kept = validSecrets(older, nowMs).slice(0, MAX_SECRETS - 1);
  return { stored: [{ kind, sealed, expiresAt: null }, ...kept], text };
}

/**
 * Opens the keys that are valid at a time.
 *
 * @throws EvenhandError EH_SEAL_KEY, EH_SEAL_BROKEN
 */
export function openSecrets(
  secret: Buffer,
  endpointId: string,
  stored: readonly StoredSecret[],
  nowMs: number,
): readonly SigningKey[] {
  const key = deriveKey(secret, "webhooks");
  return validSecrets(stored, nowMs).map(({ kind, sealed }) => ({
    kind,
    key: open(key, Buffer.from(sealed, "base64"), aad(endpointId)),
  }));
}

function validSecrets(stored: readonly StoredSecret[], nowMs: number): readonly StoredSecret[] {
  return stored.filter(({ expiresAt }) => expiresAt === null || Date.parse(expiresAt) > nowMs);
}

function aad(endpointId: string): Buffer {
  return Buffer.from(`webhook:${endpointId}`, "utf8");
}
