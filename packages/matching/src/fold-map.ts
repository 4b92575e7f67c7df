import type { FoldBuffer } from "./fold-buffer.js";

/** Where each code unit of a folded text came from, and what steps over several characters did to it. */
export interface FoldMap {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** See `FoldBuffer.runs`; absent with the plain steps alone. */
  readonly runs?: Uint8Array;
  /** See `FoldBuffer.joints`; absent with the plain steps alone. */
  readonly joints?: Uint8Array;
}

/** A copy of what a buffer knows. */
export function mapOf(buffer: FoldBuffer): FoldMap {
  const { length } = buffer;
  return {
    starts: buffer.starts.slice(0, length),
    ends: buffer.ends.slice(0, length),
    runs: buffer.runs.slice(0, length),
    joints: buffer.joints.slice(0, length),
  };
}
