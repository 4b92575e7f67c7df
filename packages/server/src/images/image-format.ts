/** Which kind of image bytes begin as. What nothing here recognises never reaches a decoder: no SVG, no PDF, no HTML. */
const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, Math.min(to, bytes.length)));

/** The formats that are decoded: pictures of pixels that platforms accept, each with a decoder of its own in libvips. */
export type ImageFormat = "jpeg" | "png" | "webp" | "gif" | "tiff" | "avif";

/** By the first bytes alone, whatever the sender calls it; undefined for everything else. */
export function imageFormat(bytes: Uint8Array): ImageFormat | undefined {
  const start = ascii(bytes, 0, 12);
  if (start.startsWith("\u{ff}\u{d8}\u{ff}")) return "jpeg";
  if (start.startsWith("\u{89}PNG\r\n\u{1a}\n")) return "png";
  if (start.startsWith("GIF87a") || start.startsWith("GIF89a")) return "gif";
  if (start.startsWith("RIFF") && start.endsWith("WEBP")) return "webp";
  if (start.startsWith("II*\0") || start.startsWith("MM\0*")) return "tiff";
  if (start.slice(4) === "ftypavif" || start.slice(4) === "ftypavis") return "avif";
  return undefined;
}
