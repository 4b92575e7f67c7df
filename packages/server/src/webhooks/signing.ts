/**
 * Signatures of Standard Webhooks (standard-webhooks/standard-webhooks, spec/standard-webhooks.md): over
 * `{id}.{timestamp}.{body}`, `v1` with HMAC-SHA256, `v1a` with Ed25519.
 */
import { createHmac, createPrivateKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";

export type SignatureKind = "v1" | "v1a";

/** What signs. `key`: for `v1` the secret's bytes, for `v1a` the private key, PKCS #8 DER. */
export interface SigningKey {
  readonly kind: SignatureKind;
  readonly key: Buffer;
}

/** A new key, and the text that its receiver verifies with. */
export interface NewSigningKey extends SigningKey {
  /** `whsec_…`, or for `v1a` the public key: `whpk_…`. */
  readonly text: string;
}

const SECRET_BYTES = 32;

/** Makes a key. */
export function newSigningKey(kind: SignatureKind): NewSigningKey {
  if (kind === "v1") {
    const key = randomBytes(SECRET_BYTES);
    return { kind, key, text: `whsec_${key.toString("base64")}` };
  }
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
  return { kind, key: privateKey.export({ format: "der", type: "pkcs8" }), text: `whpk_${raw.toString("base64")}` };
}

/** One signature, with its version: `v1,…`. */
export function signature(key: SigningKey, id: string, timestamp: number, body: string): string {
  const content = Buffer.from(`${id}.${timestamp}.${body}`, "utf8");
  if (key.kind === "v1") return `v1,${createHmac("sha256", key.key).update(content).digest("base64")}`;
  const privateKey = createPrivateKey({ key: key.key, format: "der", type: "pkcs8" });
  return `v1a,${sign(null, content, privateKey).toString("base64")}`;
}

/**
 * The headers of one attempt.
 *
 * @param keys every key that is valid, so that receivers can change theirs without missing a message
 * @param nowMs time of the attempt, milliseconds since the epoch
 */
export function signedHeaders(
  keys: readonly SigningKey[],
  id: string,
  nowMs: number,
  body: string,
): Readonly<Record<string, string>> {
  const timestamp = Math.floor(nowMs / 1000);
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": keys.map((key) => signature(key, id, timestamp, body)).join(" "),
  };
}
