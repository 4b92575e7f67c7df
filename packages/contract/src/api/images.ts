import { Type } from "typebox";
import { oneOf } from "../one-of.js";
import { Count } from "../scalars.js";

const Pdq = Type.String({ pattern: "^[0-9a-f]{64}$" });

/** The hashes of an image, as they go into `data.media[]` of an event and into image banks. */
export const HashedImage = Type.Object({
  /** PDQ perceptual hash, 256 bits as 64 hexadecimal digits. */
  pdq: Pdq,
  /** How much there is in the image, 0 to 100. */
  quality: Type.Integer({ minimum: 0, maximum: 100 }),
  /** Whether the quality is below 50: the PDQ hash then says little, and may equal those of other images. */
  lowQuality: Type.Boolean(),
  md5: Type.String({ pattern: "^[0-9a-f]{32}$" }),
  sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }),
  /** In pixels, as the image is stored. */
  width: Count,
  height: Count,
  bytes: Count,
  /** By its bytes, whatever it was called. */
  format: oneOf(["jpeg", "png", "webp", "gif", "tiff", "avif"]),
  /** The PDQ hashes of the image turned and mirrored; there where they were asked for. */
  dihedral: Type.Optional(
    Type.Object({
      original: Pdq,
      rotate90: Pdq,
      rotate180: Pdq,
      rotate270: Pdq,
      flipX: Pdq,
      flipY: Pdq,
      flipPlus1: Pdq,
      flipMinus1: Pdq,
    }),
  ),
});
export type HashedImage = Type.Static<typeof HashedImage>;
