/** What decoding images may take. */
export interface ImageLimits {
  /** Processes that decode, each one image at a time. */
  readonly processes: number;
  /** For one image, from when a process has it. */
  readonly timeMs: number;
  /** Of a decoding process, beside its program. Held by the system where it knows how (Linux); elsewhere by pixels alone. */
  readonly memoryMb: number;
  readonly pixels: number;
  /** Bytes of the images that may wait for a process. */
  readonly waitingBytes: number;
  /** A process without work ends after this long. */
  readonly idleMs: number;
}

/** The largest image that is taken, in bytes. */
export const MAX_IMAGE_BYTES = 20 * 1024 * 1024;

/**
 * Megabytes that newer releases of Node claim at their start beyond what Node 20 does. They count against the limit, and most of
 * them are never touched.
 */
export const RUNTIME_MB = Number.parseInt(process.versions.node, 10) >= 22 ? 352 : 0;

export const IMAGE_LIMITS: ImageLimits = {
  processes: 2,
  timeMs: 10_000,
  memoryMb: 1_024 + RUNTIME_MB,
  pixels: 64_000_000,
  waitingBytes: 8 * MAX_IMAGE_BYTES,
  idleMs: 30_000,
};
