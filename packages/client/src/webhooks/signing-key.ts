/** Keys of Standard Webhooks: `whsec_` (v1, HMAC-SHA256) and `whpk_` (v1a, Ed25519), by Web Crypto alone. */
import { EvenhandClientError } from "../http/errors.js";
import { fromBase64 } from "./base64.js";
import { equalBytes } from "./equal-bytes.js";

export interface SigningKey {
  /** The version that its signatures carry. */
  readonly version: "v1" | "v1a";
  readonly matches: (content: Uint8Array<ArrayBuffer>, signature: Uint8Array<ArrayBuffer>) => Promise<boolean>;
}

/** Reads a secret as the service shows it. @throws EvenhandClientError EH_CLIENT_WEBHOOK_SECRET */
export async function readSigningKey(secret: string): Promise<SigningKey> {
  // The message must not repeat the secret.
  const wrong = (what: string): EvenhandClientError =>
    new EvenhandClientError("EH_CLIENT_WEBHOOK_SECRET", `${what} Is the environment variable set?`);
  const [, prefix, encoded] = /^(whsec_|whpk_)(.*)$/s.exec(secret) ?? [];
  const bytes = encoded === undefined ? undefined : fromBase64(encoded);
  if (bytes === undefined) throw wrong('A webhook secret is "whsec_" or "whpk_" and base64.');
  if (prefix === "whpk_") {
    if (bytes.length !== 32) throw wrong("An Ed25519 public key has 32 bytes.");
    return publicKey(bytes);
  }
  if (bytes.length < 24 || bytes.length > 64) throw wrong("A webhook secret has 24 to 64 bytes.");
  return sharedSecret(bytes);
}

async function sharedSecret(bytes: Uint8Array<ArrayBuffer>): Promise<SigningKey> {
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return {
    version: "v1",
    matches: async (content, signature) =>
      equalBytes(new Uint8Array(await crypto.subtle.sign("HMAC", key, content)), signature),
  };
}

async function publicKey(bytes: Uint8Array<ArrayBuffer>): Promise<SigningKey> {
  const key = await crypto.subtle.importKey("raw", bytes, { name: "Ed25519" }, false, ["verify"]);
  return {
    version: "v1a",
    matches: (content, signature) => crypto.subtle.verify({ name: "Ed25519" }, key, signature, content),
  };
}
