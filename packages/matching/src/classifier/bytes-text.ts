/** Bytes as base64 (RFC 4648), without the platform's own functions, which not every host of a pure package has. */
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const values = new Int8Array(128).fill(-1);
for (let at = 0; at < 64; at++) values[ALPHABET.charCodeAt(at)] = at;

/** Length of the text of so many bytes. */
export function textLength(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}

export function bytesToText(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const three = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    pieces.push(
      ALPHABET[three >> 18]! +
        ALPHABET[(three >> 12) & 63]! +
        (at + 1 < bytes.length ? ALPHABET[(three >> 6) & 63]! : "=") +
        (at + 2 < bytes.length ? ALPHABET[three & 63]! : "="),
    );
  }
  return pieces.join("");
}

/** @returns undefined where the text does not stand for exactly so many bytes */
export function textToBytes(text: string, length: number): Uint8Array | undefined {
  if (text.length !== textLength(length)) return undefined;
  const bytes = new Uint8Array(length);
  let written = 0;
  for (let at = 0; at < text.length; at += 4) {
    let four = 0;
    for (let k = at; k < at + 4; k++) {
      const code = text.charCodeAt(k);
      const padding = code === 0x3d && k - at > 1 && written + k - at > length;
      const value = padding ? 0 : code < 128 ? values[code]! : -1;
      if (value < 0) return undefined;
      four = (four << 6) | value;
    }
    for (let shift = 16; shift >= 0 && written < length; shift -= 8) bytes[written++] = (four >> shift) & 255;
  }
  return bytes;
}
