/** What the service and a decoding process say to each other: each request gets one answer, in order. */
import type { HashedImage } from "@evenhand/contract";
import type { ImageFormat } from "./image-format.js";
import type { IMAGE_ERRORS } from "./errors.js";

export interface ImageRequest {
  readonly bytes: Uint8Array;
  readonly format: ImageFormat;
  readonly pixels: number;
  readonly dihedral: boolean;
}

export type ImageAnswer =
  | { readonly kind: "hashed"; readonly image: HashedImage }
  | { readonly kind: "failed"; readonly code: keyof typeof IMAGE_ERRORS; readonly message: string };
