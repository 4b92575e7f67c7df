/** The text of an API key: `eh_<id>_<secret>`. The id is public; the secret is 32 random bytes, stored only as its hash. */
import { createHash, randomBytes, randomInt } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const ID_LENGTH = 12;
const SECRET_BYTES = 32;
const TEXT = /^eh_([A-Za-z0-9]{12})_([A-Za-z0-9_-]{43})$/;

export interface KeyParts {
  readonly id: string;
  readonly secretHash: Buffer;
}

/** A new key: its text, to be shown once, and what is stored of it. */
export function generateKey(): KeyParts & { readonly text: string } {
  const id = Array.from({ length: ID_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  return { id, secretHash: hashSecret(secret), text: `eh_${id}_${secret}` };
}

/** Takes a key's text apart; undefined where it is none. */
export function parseKey(text: string): KeyParts | undefined {
  const match = TEXT.exec(text);
  if (match === null) return undefined;
  return { id: match[1] as string, secretHash: hashSecret(match[2] as string) };
}

/** SHA-256: with 256 random bits there is nothing that a slow hash would protect. */
function hashSecret(secret: string): Buffer {
  return createHash("sha256").update(secret, "ascii").digest();
}
