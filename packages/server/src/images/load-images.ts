/** What other packages use of images: the command, benchmarks. */
export { createImageHasher, hashImage, type HashImageOptions, type ImageHasher } from "./hash-image.js";
export { IMAGE_LIMITS, type ImageLimits } from "./image-limits.js";
