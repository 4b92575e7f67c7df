import { HashedImage } from "@evenhand/contract";
import { Type } from "typebox";
import { route, type Route } from "../../http/route.js";
import { hashImage } from "../hash-image.js";
import { MAX_IMAGE_BYTES } from "../image-limits.js";

/** POST /v1/images/hash */
export function hashImageRoute(): Route {
  return route({
    operation: "hashImage",
    method: "POST",
    path: "/v1/images/hash",
    summary: "Hash an image",
    description:
      "PDQ, MD5 and SHA-256 of the image in the body, to be sent in `data.media[]` of an event. Nothing of the image is kept. Of an animation " +
      "the first frame is hashed. A `quality` below 50 means that there is too little in the image for its PDQ to be told from others.",
    tag: "Events",
    scope: "events:write",
    rate: { name: "images", perMinute: 6_000 },
    query: Type.Object({ dihedral: Type.Optional(Type.Boolean()) }, { additionalProperties: false }),
    body: Type.Unknown(),
    contentTypes: [
      "image/jpeg",
      "image/png",
      "image/webp",
      "image/gif",
      "image/tiff",
      "image/avif",
      "application/octet-stream",
    ],
    bodyBytes: MAX_IMAGE_BYTES,
    responses: { 200: { description: "Its hashes", schema: HashedImage } },
    errors: [
      "EH_IMAGE_FORMAT",
      "EH_IMAGE_UNREADABLE",
      "EH_IMAGE_TOO_LARGE",
      "EH_IMAGE_TOO_COSTLY",
      "EH_IMAGE_BUSY",
      "EH_IMAGE_DECODER_MISSING",
    ],
    idempotency: "natural",
    handle: async ({ body, query }) => ({
      status: 200,
      body: await hashImage(body as Buffer, { dihedral: query.dihedral ?? false }),
    }),
  });
}
