/** Decodes one image and hashes it. Runs in a process of its own: what is decoded may be hostile. */
import { createHash } from "node:crypto";
import { EvenhandError, type HashedImage } from "@evenhand/contract";
import {
  DIHEDRAL,
  formatPdqHash,
  type PdqDihedralResult,
  PDQ_LOWEST_QUALITY,
  pdqDihedral,
  pdqHash,
  type Pixels,
} from "@evenhand/matching";
import type { Sharp, SharpOptions } from "sharp";
import type { ImageRequest } from "./worker-messages.js";

type MakeSharp = (bytes: Uint8Array, options: SharpOptions) => Sharp;
let making: Promise<MakeSharp> | undefined;

/** Every loader but these is switched off in the decoder, should one be led to bytes that begin as another format does. */
const LOADERS = ["Jpeg", "Png", "Webp", "Nsgif", "Tiff", "Heif"].map((loader) => `VipsForeignLoad${loader}`);
const MAX_REASON = 160;

/** @throws EvenhandError EH_IMAGE_TOO_LARGE, EH_IMAGE_TOO_COSTLY, EH_IMAGE_UNREADABLE, EH_IMAGE_DECODER_MISSING */
export async function hashPixels(request: ImageRequest): Promise<HashedImage> {
  const { bytes, format, dihedral } = request;
  const pixels = await decode(request);
  const digest = (algorithm: string): string => createHash(algorithm).update(bytes).digest("hex");
  const turned = dihedral ? pdqDihedral(pixels) : undefined;
  const { hash, quality } =
    turned === undefined ? pdqHash(pixels) : { hash: turned.hashes.original, quality: turned.quality };
  return {
    pdq: formatPdqHash(hash),
    quality,
    lowQuality: quality < PDQ_LOWEST_QUALITY,
    md5: digest("md5"),
    sha256: digest("sha256"),
    width: pixels.width,
    height: pixels.height,
    bytes: bytes.length,
    format,
    ...(turned === undefined ? {} : { dihedral: formatAll(turned) }),
  };
}

function formatAll({ hashes }: PdqDihedralResult): NonNullable<HashedImage["dihedral"]> {
  return Object.fromEntries(DIHEDRAL.map((change) => [change, formatPdqHash(hashes[change])])) as NonNullable<
    HashedImage["dihedral"]
  >;
}

/** The first frame or page, 8 bits a channel, as it is stored: without the rotation that EXIF tells of. */
async function decode({ bytes, format, pixels }: ImageRequest): Promise<Pixels> {
  const sharp = await loadSharp();
  try {
    const image = sharp(bytes, { limitInputPixels: pixels, failOn: "error", sequentialRead: true, pages: 1 });
    const { format: found, compression } = await image.metadata();
    if (found !== (format === "avif" ? "heif" : format) || (format === "avif" && compression !== "av1")) {
      throw new EvenhandError("EH_IMAGE_UNREADABLE", `The image begins as ${format}, and is none.`);
    }
    const { data, info } = await image.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height, channels: info.channels };
  } catch (error) {
    throw explain(error, format, pixels);
  }
}

function explain(error: unknown, format: string, pixels: number): EvenhandError {
  if (error instanceof EvenhandError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  if (/pixel limit|dimension/i.test(reason)) {
    return new EvenhandError("EH_IMAGE_TOO_LARGE", `The image has more than ${pixels} pixels. Send a smaller version.`);
  }
  if (/out of memory|cannot allocate|creating thread/i.test(reason)) {
    return new EvenhandError("EH_IMAGE_TOO_COSTLY", "Decoding the image takes more memory than it may.");
  }
  // The decoder repeats pieces of the image, which may hold anything.
  const plain = reason.replaceAll(/[^\x20-\x7e]+/g, " ").trim();
  return new EvenhandError("EH_IMAGE_UNREADABLE", `The ${format} cannot be decoded: ${plain.slice(0, MAX_REASON)}`);
}

/** Loaded when the first image comes, since it takes a while and not every installation has it. */
async function loadSharp(): Promise<MakeSharp> {
  making ??= import("sharp").then(({ default: sharp }) => {
    sharp.cache(false);
    sharp.concurrency(1);
    sharp.block({ operation: ["VipsForeignLoad"] });
    sharp.unblock({ operation: LOADERS });
    return sharp;
  });
  try {
    return await making;
  } catch {
    throw new EvenhandError(
      "EH_IMAGE_DECODER_MISSING",
      "The package sharp cannot be loaded here, so images cannot be decoded. Install it for this platform (`npm install sharp`), " +
        "or send hashes that you compute yourself.",
    );
  }
}
