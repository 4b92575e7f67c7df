import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Whether a webhook comes from the Discourse that knows the secret: `X-Discourse-Event-Signature: sha256=<hex>`, HMAC-SHA256
 * over the body as it arrived. (It covers neither the headers nor a time: who records a webhook can send it again.)
 */
export function isFromDiscourse(secret, signature, rawBody) {
  const given = /^sha256=([0-9a-f]{64})$/.exec(signature ?? "")?.[1];
  if (given === undefined) return false;
  return timingSafeEqual(Buffer.from(given, "hex"), createHmac("sha256", secret).update(rawBody).digest());
}
