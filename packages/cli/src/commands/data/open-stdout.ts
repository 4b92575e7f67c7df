import { Writable } from "node:stream";
import { EvenhandError } from "@evenhand/contract";
import type { Io } from "../../io.js";

/** Standard output for bytes; it lives on when what is written to it ends. @throws EvenhandError EH_USAGE on a terminal */
export function openStdout({ stdout }: Io): Writable {
  if (stdout.isTTY) {
    throw new EvenhandError("EH_USAGE", "The export is not text for a terminal. Name a file, or send it to a program.");
  }
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      stdout.write(chunk, done);
    },
  });
}
