/** Everything secret is derived from one master secret: keys by purpose, sealed bytes, and tokens that cannot be guessed. */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";
import { EvenhandError } from "@evenhand/contract";

/** A key of 32 bytes with the id by which what it sealed is recognised. */
export interface SecretKey {
  /** 8 hexadecimal digits: the beginning of the SHA-256 of the key. Says nothing of the key itself. */
  readonly id: string;
  readonly bytes: Buffer;
}

const KEY_BYTES = 32;
const ID_BYTES = 4;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const OVERHEAD = ID_BYTES + IV_BYTES + TAG_BYTES;
/** 192 bits: no guessing, and short enough for a link. */
const TOKEN_BYTES = 24;

/**
 * The key for one purpose (HKDF-SHA256, RFC 5869): keys of other purposes cannot be computed from it.
 *
 * @param secret the master secret, 32 bytes
 * @param purpose a short stable word, such as `quarantine`; changing it changes the key
 */
export function deriveKey(secret: Buffer, purpose: string): SecretKey {
  if (secret.length !== KEY_BYTES)
    throw new RangeError(`The master secret has ${KEY_BYTES} bytes, not ${secret.length}.`);
  const bytes = Buffer.from(hkdfSync("sha256", secret, Buffer.alloc(0), `evenhand/v1/${purpose}`, KEY_BYTES));
  const id = createHash("sha256").update(bytes).digest().subarray(0, ID_BYTES).toString("hex");
  return { id, bytes };
}

/**
 * Encrypts and authenticates (AES-256-GCM, a fresh random nonce each time): key id ‖ nonce ‖ tag ‖ ciphertext.
 *
 * @param aad what the bytes belong to, such as an event's id: opening needs the same
 */
export function seal(key: SecretKey, plaintext: Uint8Array, aad: Uint8Array): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key.bytes, iv, { authTagLength: TAG_BYTES }).setAAD(aad);
  const sealed = [cipher.update(plaintext), cipher.final()];
  return Buffer.concat([Buffer.from(key.id, "hex"), iv, cipher.getAuthTag(), ...sealed]);
}

/**
 * Opens what {@link seal} made.
 *
 * @param keys the key in use, or several where one was rotated: the one whose id stands in front is taken
 * @throws EvenhandError EH_SEAL_KEY where none of the keys sealed it, EH_SEAL_BROKEN where bytes or `aad` are others
 */
export function open(keys: SecretKey | readonly SecretKey[], sealed: Uint8Array, aad: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes.length < OVERHEAD) throw broken();
  const id = sealedBy(bytes);
  const key = ([] as SecretKey[]).concat(keys as SecretKey | SecretKey[]).find((candidate) => candidate.id === id);
  if (key === undefined) {
    throw new EvenhandError(
      "EH_SEAL_KEY",
      `The data was sealed with key ${id}, which EVENHAND_SECRET does not give. Start with the secret it was sealed with.`,
    );
  }
  const iv = bytes.subarray(ID_BYTES, ID_BYTES + IV_BYTES);
  const tag = bytes.subarray(ID_BYTES + IV_BYTES, OVERHEAD);
  const decipher = createDecipheriv("aes-256-gcm", key.bytes, iv, { authTagLength: TAG_BYTES })
    .setAAD(aad)
    .setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(bytes.subarray(OVERHEAD)), decipher.final()]);
  } catch (error) {
    throw broken(error);
  }
}

/** The id of the key that sealed these bytes. */
export function sealedBy(sealed: Uint8Array): string {
  return Buffer.from(sealed.subarray(0, ID_BYTES)).toString("hex");
}

/**
 * A token for a link that only who was given it can know: HMAC-SHA256 of what the link opens, base64url, 32 characters.
 *
 * @param subject what it opens, with its kind in front: `statement:018f…`
 */
export function tokenFor(key: SecretKey, subject: string): string {
  return createHmac("sha256", key.bytes)
    .update(subject, "utf8")
    .digest()
    .subarray(0, TOKEN_BYTES)
    .toString("base64url");
}

/** Whether a token is the one for `subject`; takes the same time wherever they part. */
export function verifyToken(key: SecretKey, subject: string, token: string): boolean {
  const expected = Buffer.from(tokenFor(key, subject), "ascii");
  const given = Buffer.from(token, "utf8");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function broken(cause?: unknown): EvenhandError {
  return new EvenhandError(
    "EH_SEAL_BROKEN",
    "Sealed data cannot be opened: it was changed, or it belongs to something else. Restore it from a backup.",
    [],
    { cause },
  );
}
