// The process that images are decoded in. It ends with the service, and whenever the service tires of it.
import { EvenhandError } from "@evenhand/contract";
import type { IMAGE_ERRORS } from "./errors.js";
import { hashPixels } from "./hash-pixels.js";
import type { ImageAnswer, ImageRequest } from "./worker-messages.js";

process.on("disconnect", () => process.exit(0));
process.on("message", (request: ImageRequest) => {
  void answerTo(request).then((answer) => process.send?.(answer));
});

async function answerTo(request: ImageRequest): Promise<ImageAnswer> {
  try {
    return { kind: "hashed", image: await hashPixels(request) };
  } catch (error) {
    if (error instanceof EvenhandError) {
      return { kind: "failed", code: error.code as keyof typeof IMAGE_ERRORS, message: error.message };
    }
    return { kind: "failed", code: "EH_IMAGE_UNREADABLE", message: "The image cannot be decoded or hashed." };
  }
}
