import type { Io } from "../io.js";
import { LineWriter } from "./line-writer.js";

/** Prints a report that is ready as a whole. */
export async function print(io: Io, ...lines: readonly string[]): Promise<void> {
  const out = new LineWriter(io.stdout, "standard output");
  for (const line of lines) {
    out.line(line);
    if (out.full) await out.flush();
  }
  await out.flush();
  out.release();
}
