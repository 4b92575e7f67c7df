import { PassThrough, Writable } from "node:stream";
import { run } from "../run.js";

/** How a command ended, and what it wrote. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in this process, in a pipe, with nothing to read. */
export async function runEvenhand(
  args: readonly string[],
  { env = {}, now = Date.now }: { readonly env?: Readonly<Record<string, string>>; readonly now?: () => number } = {},
): Promise<Ran> {
  const written = { stdout: "", stderr: "" };
  const sink = (name: "stdout" | "stderr"): Writable =>
    new Writable({
      write(chunk, _encoding, done) {
        written[name] += String(chunk);
        done();
      },
    });
  const stdin = new PassThrough();
  stdin.end();
  const code = await run(args, { stdin, stdout: sink("stdout"), stderr: sink("stderr"), env, now });
  return { code, ...written };
}
