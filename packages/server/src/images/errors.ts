import type { ErrorTable } from "../http/error-registry.js";

export const IMAGE_ERRORS = {
  EH_IMAGE_FORMAT: { status: 415, title: "The bytes are no image of a kind that is read" },
  EH_IMAGE_UNREADABLE: { status: 422, title: "The image is damaged" },
  EH_IMAGE_TOO_LARGE: { status: 422, title: "The image has too many pixels" },
  EH_IMAGE_TOO_COSTLY: { status: 422, title: "Decoding the image takes more time or memory than it may" },
  EH_IMAGE_BUSY: { status: 503, title: "Too many images are waiting to be decoded", retryAfterSeconds: 2 },
  EH_IMAGE_DECODER_MISSING: { status: 501, title: "This installation cannot decode images" },
} as const satisfies ErrorTable;
