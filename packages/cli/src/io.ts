import type { Readable, Writable } from "node:stream";

/** A stream to write to, and what is known about the terminal behind it. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** The world of one run of the command: its streams and environment. Tests pass their own. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean; readonly fd?: number };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Exit codes of the command. */
export const EXIT = {
  /** Done. */
  done: 0,
  /** Differences or failing cases. */
  differences: 1,
  /** Bad input: usage, files, policy. */
  badInput: 2,
} as const;
