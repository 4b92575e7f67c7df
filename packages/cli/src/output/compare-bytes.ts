const BEFORE = 40;
const AFTER = 60;

/** Where two texts differ, in bytes of UTF-8. */
export interface ByteDifference {
  /** First byte that differs, counted from 0. */
  readonly offset: number;
  /** Length of the differing stretch, in the longer of the two: from the first to the last byte that differs. */
  readonly bytes: number;
  /** The differing stretch of each with what surrounds it. */
  readonly recorded: string;
  readonly replayed: string;
}

/** Compares two texts to the byte; undefined where they are the same. */
export function compareBytes(recorded: string, replayed: string): ByteDifference | undefined {
  if (recorded === replayed) return undefined;
  const a = Buffer.from(recorded);
  const b = Buffer.from(replayed);
  const shorter = Math.min(a.length, b.length);
  let offset = 0;
  while (offset < shorter && a[offset] === b[offset]) offset += 1;
  let tail = 0;
  while (tail < shorter - offset && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  return {
    offset,
    bytes: Math.max(a.length, b.length) - offset - tail,
    recorded: around(a, offset, a.length - tail),
    replayed: around(b, offset, b.length - tail),
  };
}

function around(bytes: Buffer, from: number, to: number): string {
  const start = Math.max(0, from - BEFORE);
  const end = Math.min(bytes.length, Math.min(to, from + 2 * AFTER) + AFTER);
  const text = bytes.subarray(start, end).toString("utf8");
  return `${start > 0 ? "…" : ""}${text}${end < bytes.length ? "…" : ""}`;
}
