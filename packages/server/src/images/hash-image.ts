/** Hashes images, at most a few at a time, in processes of their own. */
import { EvenhandError, type HashedImage } from "@evenhand/contract";
import { imageFormat } from "./image-format.js";
import { IMAGE_LIMITS, type ImageLimits } from "./image-limits.js";
import { type ImageProcess, startImageProcess } from "./image-process.js";
import type { ImageRequest } from "./worker-messages.js";

export interface HashImageOptions {
  /** Whether the hashes of the image turned and mirrored are wanted too. */
  readonly dihedral?: boolean;
}

/** Decodes and hashes images. Disposing of it ends its processes; images being decoded fail. */
export interface ImageHasher extends Disposable {
  /**
   * @throws EvenhandError EH_IMAGE_FORMAT, EH_IMAGE_UNREADABLE, EH_IMAGE_TOO_LARGE, EH_IMAGE_TOO_COSTLY: of this image;
   *   EH_IMAGE_BUSY, EH_IMAGE_DECODER_MISSING: of the service
   */
  hash(bytes: Uint8Array, options?: HashImageOptions): Promise<HashedImage>;
}

/** A process is let go of after so many images, should its decoder lose memory, and after one so large, whose memory it keeps. */
const IMAGES_PER_PROCESS = 1_000;
const LARGE_PIXELS = 16_000_000;

interface Slot {
  process: ImageProcess | undefined;
  images: number;
  timer: NodeJS.Timeout | undefined;
}

/** Makes a hasher. Its first process starts with the first image, and processes end when there is nothing to do. */
export function createImageHasher(limits: ImageLimits = IMAGE_LIMITS): ImageHasher {
  const slots = Array.from({ length: limits.processes }, (): Slot => ({
    process: undefined,
    images: 0,
    timer: undefined,
  }));
  const free = [...slots];
  const waiting: ((slot: Slot) => void)[] = [];
  let waitingBytes = 0;

  const letGo = (slot: Slot): void => {
    clearTimeout(slot.timer);
    slot.process?.end();
    slot.process = undefined;
    slot.images = 0;
  };
  const take = async (bytes: number): Promise<Slot> => {
    // The last one that worked: its process is there.
    const slot = free.pop();
    if (slot !== undefined) return slot;
    if (waitingBytes + bytes > limits.waitingBytes) {
      throw new EvenhandError("EH_IMAGE_BUSY", "Too many images are waiting to be decoded. Send this one again later.");
    }
    waitingBytes += bytes;
    const given = await new Promise<Slot>((resolve) => waiting.push(resolve));
    waitingBytes -= bytes;
    return given;
  };
  const giveBack = (slot: Slot): void => {
    if (slot.process?.alive !== true || slot.images >= IMAGES_PER_PROCESS) letGo(slot);
    const next = waiting.shift();
    if (next !== undefined) {
      next(slot);
      return;
    }
    slot.timer = setTimeout(() => letGo(slot), limits.idleMs);
    slot.timer.unref();
    free.push(slot);
  };
  const ask = async (slot: Slot, request: ImageRequest): Promise<HashedImage> => {
    clearTimeout(slot.timer);
    if (slot.process?.alive !== true) letGo(slot);
    slot.process ??= startImageProcess(limits);
    slot.images += 1;
    const answer = await slot.process.ask(request);
    if (answer.kind === "hashed") {
      const { width, height } = answer.image;
      if (width * height > LARGE_PIXELS) slot.images = IMAGES_PER_PROCESS;
      return answer.image;
    }
    if (answer.code === "EH_IMAGE_TOO_COSTLY") slot.images = IMAGES_PER_PROCESS;
    throw new EvenhandError(answer.code, answer.message);
  };

  return {
    async hash(bytes, { dihedral = false } = {}) {
      const format = imageFormat(bytes);
      if (format === undefined) {
        throw new EvenhandError(
          "EH_IMAGE_FORMAT",
          bytes.length === 0
            ? "There are no bytes. Send the image as the body."
            : "The bytes are no JPEG, PNG, WebP, GIF, TIFF or AVIF. Other formats are not read.",
        );
      }
      const slot = await take(bytes.length);
      try {
        return await ask(slot, { bytes, format, pixels: limits.pixels, dihedral });
      } finally {
        giveBack(slot);
      }
    },
    [Symbol.dispose]() {
      for (const slot of slots) letGo(slot);
    },
  };
}

let shared: ImageHasher | undefined;

/** Hashes an image with the service's limits, in processes that all callers share. Errors: {@link ImageHasher.hash}. */
export async function hashImage(bytes: Uint8Array, options?: HashImageOptions): Promise<HashedImage> {
  shared ??= createImageHasher();
  return await shared.hash(bytes, options);
}
